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
from xiangyue.doors.enterprise.actions.firms import FirmFacts, find_or_add, keep_firm, set_steward
from xiangyue.doors.enterprise.actions.serve import (
    CONTACT_HOW,
    assign,
    escalate,
    hand_over_first_contact,
    hidden,
    log_contact,
    supervise,
)
from xiangyue.doors.enterprise.actions.sheet import BYTES_MAX as SHEET_BYTES_MAX
from xiangyue.doors.enterprise.actions.sheet import check_sheet, import_sheet
from xiangyue.doors.enterprise.actions.take_in import CONTACT_IS, NewRequest, Taken, take_in
from xiangyue.doors.enterprise.actions.visits import do_visit, plan_visit
from xiangyue.doors.enterprise.actions.word import ask_word, attempts, close_refused, rate, recheck, withdraw

__all__ = [
    "CONTACT_HOW",
    "CONTACT_IS",
    "SHEET_BYTES_MAX",
    "FirmFacts",
    "NewRequest",
    "Taken",
    "ask_material",
    "ask_word",
    "assign",
    "attempts",
    "check_sheet",
    "close_refused",
    "confirm_cannot_told",
    "do_visit",
    "escalate",
    "explain_cannot",
    "find_or_add",
    "give_material",
    "hand_over_first_contact",
    "hidden",
    "import_sheet",
    "keep_firm",
    "log_contact",
    "plan",
    "plan_done",
    "plan_visit",
    "plan_comes_back",
    "rate",
    "recheck",
    "set_steward",
    "supervise",
    "take_in",
    "withdraw",
]
