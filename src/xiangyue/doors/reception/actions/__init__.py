"""The deeds of the reception day: planned and published, booked, called, received, promised, kept."""

from xiangyue.doors.reception.actions.book import Booked, book, cancel, open_booking, walk_in
from xiangyue.doors.reception.actions.lead import sign_in, swap_leader
from xiangyue.doors.reception.actions.look import look_at_phone
from xiangyue.doors.reception.actions.plan import (
    Published,
    add_hall,
    add_plan,
    call_off,
    end_plan,
    publish,
    renew_screen,
)
from xiangyue.doors.reception.actions.promise import Pledge, come_back, keep_promise, promise
from xiangyue.doors.reception.actions.queue import call, call_next, close_session, mark_absent
from xiangyue.doors.reception.actions.receive import convert, receive_visitor, settle_on_the_spot

__all__ = [
    "Booked",
    "Pledge",
    "Published",
    "add_hall",
    "add_plan",
    "book",
    "call",
    "call_next",
    "call_off",
    "cancel",
    "close_session",
    "come_back",
    "convert",
    "end_plan",
    "keep_promise",
    "look_at_phone",
    "mark_absent",
    "open_booking",
    "promise",
    "publish",
    "receive_visitor",
    "renew_screen",
    "settle_on_the_spot",
    "sign_in",
    "swap_leader",
    "walk_in",
]
