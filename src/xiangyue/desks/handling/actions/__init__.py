"""What a unit does with a matter, one file per deed."""

from xiangyue.desks.handling.actions.answer import (
    answer_at_once,
    answer_children,
    deliver,
    take_back_answer,
    withdraw_answer,
    write_answer,
)
from xiangyue.desks.handling.actions.ask import ask_extension, ask_hold, ask_review, object_to
from xiangyue.desks.handling.actions.assign import assign, take_back_assignment
from xiangyue.desks.handling.actions.decide import come_back, decide
from xiangyue.desks.handling.actions.note import add_file, add_note
from xiangyue.desks.handling.actions.parts import answer_by_parts
from xiangyue.desks.handling.actions.release import (
    ask_release,
    decide_release,
    drop_release,
    give_answer,
    take_back_release,
)
from xiangyue.desks.handling.actions.whistle import call_in, finish_whistle, respond, whistle
from xiangyue.desks.handling.actions.work import begin, log_contact, sign, sign_many, take_back_signature

__all__ = [
    "add_file",
    "add_note",
    "answer_at_once",
    "answer_by_parts",
    "answer_children",
    "ask_extension",
    "ask_hold",
    "ask_release",
    "ask_review",
    "assign",
    "begin",
    "call_in",
    "come_back",
    "decide",
    "decide_release",
    "deliver",
    "drop_release",
    "finish_whistle",
    "give_answer",
    "log_contact",
    "object_to",
    "respond",
    "sign",
    "sign_many",
    "take_back_answer",
    "take_back_assignment",
    "take_back_release",
    "take_back_signature",
    "whistle",
    "withdraw_answer",
    "write_answer",
]
