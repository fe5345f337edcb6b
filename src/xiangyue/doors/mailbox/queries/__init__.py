"""Reading letters: where each stands, as its writer sees it, as the town's side sees it, and the month's account."""

from xiangyue.doors.mailbox.queries.account import historic_resolved, month_report, people_received, visits_of
from xiangyue.doors.mailbox.queries.desk import TABS, closed_letters, joined_with, letter_of, open_letters
from xiangyue.doors.mailbox.queries.own import OwnLetter, open_towns, own_letter, own_page, photos_of, shown_notices
from xiangyue.doors.mailbox.queries.standing import (
    answer_to_review,
    calls_in_vain,
    evaluators,
    is_joined_answered,
    stage_now,
)

__all__ = [
    "TABS",
    "OwnLetter",
    "answer_to_review",
    "calls_in_vain",
    "closed_letters",
    "evaluators",
    "historic_resolved",
    "is_joined_answered",
    "joined_with",
    "letter_of",
    "month_report",
    "open_letters",
    "open_towns",
    "own_letter",
    "own_page",
    "people_received",
    "photos_of",
    "shown_notices",
    "stage_now",
    "visits_of",
]
