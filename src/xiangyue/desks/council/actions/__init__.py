"""The deeds of the village's table: the roll, topics, meetings, minutes, decisions, their carrying out, the board."""

from xiangyue.desks.council.actions.ballots import hand_out, vote
from xiangyue.desks.council.actions.board import correct, publish, publish_topic, take_down
from xiangyue.desks.council.actions.decide import decide, send_back, undo
from xiangyue.desks.council.actions.meetings import call, cancel, put_on_agenda, take_attendance, take_off
from xiangyue.desks.council.actions.minutes import sign_minutes, write_minutes
from xiangyue.desks.council.actions.roll import end_term, enrol
from xiangyue.desks.council.actions.steps import take_step
from xiangyue.desks.council.actions.tasks import carry_out, finish_task, give_task, task_comes_back
from xiangyue.desks.council.actions.telling import tell_on
from xiangyue.desks.council.actions.topics import add_matters, drop, free_matters_of, raise_topic, show
from xiangyue.desks.council.actions.unreasonable import put_before_the_council
from xiangyue.desks.council.actions.voices import ask, comment, moderate, support

__all__ = [
    "add_matters",
    "ask",
    "call",
    "cancel",
    "carry_out",
    "comment",
    "correct",
    "decide",
    "drop",
    "end_term",
    "enrol",
    "finish_task",
    "free_matters_of",
    "give_task",
    "hand_out",
    "moderate",
    "publish",
    "publish_topic",
    "put_before_the_council",
    "put_on_agenda",
    "raise_topic",
    "send_back",
    "show",
    "sign_minutes",
    "support",
    "take_attendance",
    "take_down",
    "take_off",
    "take_step",
    "task_comes_back",
    "tell_on",
    "undo",
    "vote",
    "write_minutes",
]
