"""The only writers of matters, events and clocks. Each deed writes its change and its event in one transaction."""

from xiangyue.kernel.actions.assign import assign_lead, undo_assignment
from xiangyue.kernel.actions.attach import Upload, attach, show_files, sniff
from xiangyue.kernel.actions.clocks import (
    extend,
    pause,
    recount_guessed,
    resume,
    ring,
    start,
    start_clock,
    stop_clocks,
    stop_promise,
)
from xiangyue.kernel.actions.dispose import dispose, undo_disposal
from xiangyue.kernel.actions.house import tell_house
from xiangyue.kernel.actions.link import link, unlink
from xiangyue.kernel.actions.merge import merge, unmerge
from xiangyue.kernel.actions.parts import PARTS_MAX, Ask, order_of, parts_of, reunite, split, withdraw_parts
from xiangyue.kernel.actions.receive import Intake, Requester, receive, receive_many
from xiangyue.kernel.actions.record import REQUESTER, UPPER, WORKER, Actor, Change, carry_out, move, record
from xiangyue.kernel.actions.recuse import decide as decide_recusal
from xiangyue.kernel.actions.recuse import declare, name_reported
from xiangyue.kernel.actions.requester import add_words, ask_again, say_how_it_went, withdraw
from xiangyue.kernel.actions.reseal import reseal
from xiangyue.kernel.actions.retention import forget, hold, lift_hold, purge_due, purge_words
from xiangyue.kernel.actions.reveal import reveal
from xiangyue.kernel.actions.seal import seal_day
from xiangyue.kernel.actions.settle import settle
from xiangyue.kernel.actions.sort import sort
from xiangyue.kernel.actions.together import receive_once, receive_together
from xiangyue.kernel.actions.unite import unite, unite_found

__all__ = [
    "PARTS_MAX",
    "REQUESTER",
    "UPPER",
    "WORKER",
    "Actor",
    "Ask",
    "Change",
    "Intake",
    "Requester",
    "Upload",
    "add_words",
    "ask_again",
    "assign_lead",
    "attach",
    "carry_out",
    "decide_recusal",
    "declare",
    "dispose",
    "extend",
    "forget",
    "hold",
    "lift_hold",
    "link",
    "merge",
    "move",
    "name_reported",
    "order_of",
    "parts_of",
    "pause",
    "purge_due",
    "purge_words",
    "receive",
    "receive_many",
    "receive_once",
    "receive_together",
    "record",
    "recount_guessed",
    "reseal",
    "resume",
    "reunite",
    "reveal",
    "ring",
    "say_how_it_went",
    "seal_day",
    "settle",
    "show_files",
    "sniff",
    "sort",
    "split",
    "start",
    "start_clock",
    "stop_clocks",
    "stop_promise",
    "tell_house",
    "undo_assignment",
    "undo_disposal",
    "unite",
    "unite_found",
    "unlink",
    "unmerge",
    "withdraw",
    "withdraw_parts",
]
