"""The deeds of the mailbox: the writer's, the clerk's, and those that only the secretary does in person."""

from xiangyue.doors.mailbox.actions.history import close_with_evidence, mark_left_by_history
from xiangyue.doors.mailbox.actions.instruct import dispose, instruct, prepare, review, send_back
from xiangyue.doors.mailbox.actions.join import link_to, unlink
from xiangyue.doors.mailbox.actions.meetings import record_meeting
from xiangyue.doors.mailbox.actions.photos import keep_photo, purge_waiting
from xiangyue.doors.mailbox.actions.rate import close_unrated, evaluate, hear_by_phone, not_reached, rate
from xiangyue.doors.mailbox.actions.screen import assign, screen, take_back
from xiangyue.doors.mailbox.actions.write import NewLetter, Written, write_letter

__all__ = [
    "NewLetter",
    "Written",
    "assign",
    "close_unrated",
    "close_with_evidence",
    "dispose",
    "evaluate",
    "hear_by_phone",
    "instruct",
    "keep_photo",
    "link_to",
    "mark_left_by_history",
    "not_reached",
    "prepare",
    "purge_waiting",
    "rate",
    "record_meeting",
    "review",
    "screen",
    "send_back",
    "take_back",
    "unlink",
    "write_letter",
]
