"""Reading letters: what waits for whom, what the secretary reviews, the writers' own, and the month's account."""

from xiangyue.doors.mailbox.queries.account import historic_resolved, meetings_of, month_report, people_received
from xiangyue.doors.mailbox.queries.desk import joined_with, letter_of, letters
from xiangyue.doors.mailbox.queries.own import own_page
from xiangyue.doors.mailbox.queries.standing import answer_to_review, evaluators, own_evaluations

__all__ = [
    "answer_to_review",
    "evaluators",
    "historic_resolved",
    "joined_with",
    "letter_of",
    "letters",
    "meetings_of",
    "month_report",
    "own_evaluations",
    "own_page",
    "people_received",
]
