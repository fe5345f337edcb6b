"""The deeds of the task force: proposing and taking in, planning, carrying out, hearing, closing."""

from xiangyue.desks.taskforce.actions.close import close, close_withdrawn, come_back, reopen, rest, take_up_again
from xiangyue.desks.taskforce.actions.lead import hand_over, take_over
from xiangyue.desks.taskforce.actions.old import OldCase, write_down_old
from xiangyue.desks.taskforce.actions.petition import finish_term, open_petition, put_off_reply
from xiangyue.desks.taskforce.actions.plan import NewPlan, NewStep, approve_plan, return_plan, write_plan
from xiangyue.desks.taskforce.actions.propose import decline, propose, propose_fitting
from xiangyue.desks.taskforce.actions.record import NewTalk, check, meet, note_death, talk
from xiangyue.desks.taskforce.actions.steps import report_step
from xiangyue.desks.taskforce.actions.take import join, take_in

__all__ = [
    "NewPlan",
    "NewStep",
    "NewTalk",
    "OldCase",
    "approve_plan",
    "check",
    "close",
    "close_withdrawn",
    "come_back",
    "decline",
    "finish_term",
    "hand_over",
    "join",
    "meet",
    "note_death",
    "open_petition",
    "propose",
    "propose_fitting",
    "put_off_reply",
    "reopen",
    "report_step",
    "rest",
    "return_plan",
    "take_in",
    "take_over",
    "take_up_again",
    "talk",
    "write_down_old",
    "write_plan",
]
