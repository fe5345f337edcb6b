"""What is done on a reception day: halls and plans, a session, one visitor of the queue, what was promised."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from xiangyue.counter.posts import Post, on
from xiangyue.counter.readers import (
    CLOCK,
    COUNT,
    DAY,
    DAY_OR_NONE,
    SEAT,
    TEXT,
    UNIT,
    VILLAGE,
    YES,
    Asked,
    needed,
    whole,
)
from xiangyue.doors.reception import actions, queries
from xiangyue.doors.reception.models import Booking, Promise, Session, Talk
from xiangyue.doors.reception.rules import WEEKS_AHEAD, Asking
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Place, Seat
from xiangyue.kernel.timekeeping import local_day

_MOST_WEEKS = 26
PROMISES_AT_ONCE = 3  # rows of the form; more can be added afterwards


def asking(asked: Asked, name: str) -> Asking:
    """Who wants to be received, as typed; the rules word what is wrong with it."""
    people = whole(asked.typed("people") or "1") or 0
    request_id, topic, who, phone = (asked.typed(field) for field in ("request_id", "topic", "name", "phone"))
    return Asking(request_id, topic, people, who, phone)


def walk_in(session: Session, *, asking: Asking, seat: Seat, at: datetime) -> Booking:
    return actions.walk_in(session, asking, seat=seat, at=at).booking


def pledge(row: str) -> Any:
    """A reader of one row: None for what was left empty; Refused for one that is half filled in."""

    def read(asked: Asked, name: str) -> actions.Pledge | None:
        words, due, unit = asked.typed(f"promise{row}"), DAY_OR_NONE(asked, f"due{row}"), UNIT(asked, f"unit{row}")
        if not words and due is None:
            return None
        if due is None:
            raise Refused("承诺要有日子：请选哪一天兑现。")
        if unit is None or not words:
            raise Refused("承诺要写全三样：办什么、哪个单位办、哪一天办好。")
        return actions.Pledge(words, unit, due)

    return read


def _pledges(asked: Asked, name: str) -> list[actions.Pledge]:
    return [one for row in range(PROMISES_AT_ONCE) if (one := pledge(f"-{row}")(asked, name)) is not None]


def _withdraws(asked: Asked, name: str) -> str:
    if not YES(asked, "withdraws"):
        return ""
    return str(needed(TEXT, "领导回避请写明原因（《信访工作条例》第二十八条）。")(asked, name))


def _visit(booking: Booking) -> Talk:
    talk: Talk | None = getattr(booking, "talk", None)
    if talk is None:
        raise Refused("还没有接待记录，请先写下说了什么。")
    talk.booking = booking
    return talk


def promise(booking: Booking, *, pledge: actions.Pledge, seat: Seat, at: datetime) -> Promise:
    return actions.promise(_visit(booking), pledge, seat=seat, at=at)


def matter(booking: Booking, *, request_type: str, seat: Seat, at: datetime) -> Any:
    return actions.convert(_visit(booking), request_type=request_type or "help", seat=seat, at=at)


def settle(booking: Booking, *, text: str, unit: Any, seat: Seat, at: datetime) -> Any:
    return actions.settle_on_the_spot(_visit(booking), text=text, unit=unit, seat=seat, at=at)


def add_hall(town: Place, *, place: Place | None, title: str, address: str, seat: Seat, at: datetime) -> Any:
    return actions.add_hall(place or town, title=title, address=address, seat=seat)


def publish(town: Place, *, weeks: int, seat: Seat, at: datetime) -> actions.Published:
    ahead = timedelta(weeks=min(weeks or WEEKS_AHEAD, _MOST_WEEKS))
    return actions.publish(town, local_day(at) + ahead, seat=seat, at=at)


def _published(asked: Asked, done: actions.Published) -> str:
    """What stands beside the success: each thing that was left out."""
    for problem in done.problems:
        messages.warning(asked.request, problem)
    told = {"made": done.made + done.back, "off": done.off}
    return gettext("新公布 %(made)s 场，%(off)s 天放假不接待。") % told


def _registered(asked: Asked, booking: Booking) -> str:
    return gettext("已登记，排 %(number)s 号。") % {"number": booking.queue_number}


def _session(asked: Asked, pk: int) -> str:
    return reverse("reception:session", args=[pk])


def back_to(booking: Booking) -> str:
    return f"{reverse('reception:session', args=[booking.session_id])}?b={booking.pk}"


def _plans(asked: Asked, **address: int) -> str:
    return reverse("reception:plans")


RUN, LEAD, PLAN = "reception.run", "reception.lead", "reception.plan"
_RECORD = {"words": TEXT, "place": VILLAGE, "withdraws_because": _withdraws, "promises": _pledges}
_PLEDGE = {"pledge": needed(pledge(""), "请写明承诺办什么、哪个单位、哪一天。")}
_ANSWER = {"text": TEXT, "unit": needed(UNIT, "请选由哪个单位答复、以后由它负责。")}
_SWAP = {"to": needed(SEAT, "请选由哪位领导来接待。"), "reason": TEXT}
_NEW_PLAN = {
    "weekday": COUNT,
    "begins": CLOCK,
    "ends": CLOCK,
    "capacity": COUNT,
    "leader": needed(SEAT, "请选接待领导。"),
    "substitute": needed(SEAT, "请选候补领导。"),
    "valid_from": DAY,
}
POSTS = [
    *on(
        "desk/sessions/<int:pk>",
        fetch=queries.session_for,
        back=_session,
        rows=(
            Post("signature", LEAD, actions.sign_in, done=_("已签到，可以叫号了。")),
            Post("swap", LEAD, actions.swap_leader, _SWAP, _("已调换接待领导，公示的日历随之更新。")),
            Post("next", RUN, actions.call_next, done=_("已叫下一位，大屏上已显示。")),
            Post("walk_ins", RUN, walk_in, {"asking": asking}, _registered, to=lambda asked, booking: back_to(booking)),
            Post("closing", RUN, actions.close_session, done=_("已散场，没来的记为过号未到。")),
            Post("calling_off", PLAN, actions.call_off, {"reason": TEXT}, _("这一场已取消，公示的日历上写明了原因。")),
        ),
    ),
    *on(
        "desk/bookings/<int:pk>",
        fetch=queries.booking_for,
        back=lambda asked, pk: back_to(asked.subject),
        rows=(
            Post("call", RUN, actions.call, done=_("已重新叫号，大屏上已显示。")),
            Post(
                "absence",
                RUN,
                actions.mark_absent,
                done=_("已记过号；人来了可以重新叫号。"),
                to=lambda asked, booking: _session(asked, booking.session_id),
            ),
            Post("record", RUN, actions.receive_visitor, _RECORD, _("记录已写下。")),
            Post("matter", RUN, matter, {"request_type": TEXT}, _("已转为事项，市民诉求处置中心看得到了。")),
            Post("promises_new", RUN, promise, _PLEDGE, _("承诺已记下，到日子会自己回来。"), "promises"),
            Post("answer", RUN, settle, _ANSWER, _("当场答复已记下。")),
        ),
    ),
    *on(
        "promises/<int:pk>",
        fetch=queries.promise_for,
        back=lambda asked, pk: reverse("reception:promises"),
        rows=(Post("keeping", "reception.keep", actions.keep_promise, {"how": TEXT}, _("承诺已兑现，来访人看得到。")),),
    ),
    *on(
        "desk",
        back=_plans,
        rows=(
            Post("publication", PLAN, publish, {"weeks": COUNT}, _published, address="plans/publication"),
            Post(
                "add_hall",
                PLAN,
                add_hall,
                {"place": VILLAGE, "title": TEXT, "address": TEXT},
                _("接待室已添加，接着给它排接待日。"),
                address="halls",
            ),
        ),
    ),
    *on(
        "desk/halls/<int:pk>",
        fetch=queries.hall_for,
        back=_plans,
        rows=(
            Post("add_plan", PLAN, actions.add_plan, _NEW_PLAN, _("已排好；公布之后群众才看得到。"), address="plans"),
            Post("renew_screen", PLAN, actions.renew_screen, done=_("大屏换了新网址，旧网址作废。"), address="screen"),
        ),
    ),
    *on(
        "desk/plans/<int:pk>",
        fetch=queries.plan_for,
        back=_plans,
        rows=(
            Post(
                "end_plan",
                PLAN,
                actions.end_plan,
                {"last_day": DAY},
                _("已停用；已公布的后续场次已取消，日历上写明了。"),
                address="end",
            ),
        ),
    ),
]
