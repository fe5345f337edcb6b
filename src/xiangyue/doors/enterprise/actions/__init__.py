"""The deeds of the enterprise line: the firm's, the steward's, and what only the secretary does in person."""

from xiangyue.doors.enterprise.actions.cases import (
    ask_material,
    confirm_cannot_told,
    explain_cannot,
    give_material,
    plan,
    plan_comes_back,
    plan_done,
)
from xiangyue.doors.enterprise.actions.serve import (
    CONTACT_HOW,
    assign,
    escalate,
    hand_over_first_contact,
    hidden,
    log_contact,
    supervise,
)
from xiangyue.doors.enterprise.actions.take_in import ASKED_FOR, CONTACT_IS, NewRequest, Taken, take_in
from xiangyue.doors.enterprise.actions.visits import do_visit, plan_visit
from xiangyue.doors.enterprise.actions.word import ask_word, close_refused, rate, recheck, withdraw

__all__ = [
    "ASKED_FOR",
    "CONTACT_HOW",
    "CONTACT_IS",
    "NewRequest",
    "Taken",
    "ask_material",
    "ask_word",
    "assign",
    "close_refused",
    "confirm_cannot_told",
    "do_visit",
    "escalate",
    "explain_cannot",
    "give_material",
    "hand_over_first_contact",
    "hidden",
    "log_contact",
    "plan",
    "plan_done",
    "plan_visit",
    "plan_comes_back",
    "rate",
    "recheck",
    "supervise",
    "take_in",
    "withdraw",
]
