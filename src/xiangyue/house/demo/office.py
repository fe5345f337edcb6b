"""What else a house has after two years: a seat that came and went, a token, kept views, work in hand by name."""

from __future__ import annotations

from datetime import datetime, timedelta

from xiangyue.counter.lists.views_kept import keep
from xiangyue.desks.callback import lists as callback
from xiangyue.desks.dispatch import lists as dispatch
from xiangyue.desks.dispatch.actions import send
from xiangyue.desks.handling import lists as handling
from xiangyue.desks.handling.actions.assign import assign
from xiangyue.doors.api import tokens
from xiangyue.doors.window import actions as window
from xiangyue.house.people import actions as people
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.models import Category, Matter
from xiangyue.kernel.storytelling import Scene, at_hour
from xiangyue.kernel.timekeeping import local_day

_BEGAN, _FORGOT, _LEFT = datetime(2024, 6, 3), datetime(2024, 9, 12), datetime(2024, 12, 20)
_ASSIGNED = 24  # of the matters in hand, the newest
_REVEALED = (("huifang1", "回访前核对号码"), ("huifang2", "号码打不通，核对是否记错"), ("chengjian1", "约上门时间"))
_VILLAGE_SAID = (
    ("0401", "东头垃圾箱满了三天没人收，野狗扒了一地。"),
    ("0509", "巷子里的排水沟堵了，化了雪水就往院里灌。"),
    ("0508", "两家为了堆柴火吵起来了，想请村里去说说。"),
    ("0213", "广场上的健身器材松了一根螺丝，怕孩子摔着。"),
)
_VIEWS = (
    ("diaodu1", dispatch.DESK, "还没人看的急件", "urgency=urgent&sort=due", True),
    ("chengjian1", handling.MINE, "三天内到时", "clock=soon", True),
    ("huifang1", callback.DESK, "打过没接的", "sort=-n_tries", False),
)


def play(scene: Scene) -> None:
    """What happened long ago, before the days are sealed."""
    _seats(scene)
    tokens.make(scene.seats["diaodu1"], title="区级平台", deeds=["api.events"], at=scene.now - timedelta(days=40))


def play_today(scene: Scene) -> None:
    """What happened this morning, to matters whose stories are told."""
    _views(scene)
    _for_villages(scene)
    _in_hand(scene)
    _numbers(scene)
    scene.react(scene.now)


def _seats(scene: Scene) -> None:
    """Somebody was lent to the works for half a year."""
    admin, unit = scene.seats["guanli"], scene.units["office-build"]
    began, forgot, left = (at_hour(day.date(), 9, 5) for day in (_BEGAN, _FORGOT, _LEFT))
    given = people.give_seat(
        username="jieti1",
        holder="鲁小雨",
        role="handler",
        unit=unit,
        since=began,
        until=None,
        reason="城建办借调半年",
        seat=admin,
        at=began,
    ).seat
    people.reset_password(given, reason="本人忘记密码，已当面核对", seat=admin, at=forgot)
    people.end_seat(given, ends_at=left, reason="借调期满，回原单位", seat=admin, at=left)


def _views(scene: Scene) -> None:
    for who, listing, title, query, shared in _VIEWS:
        seat, at = scene.seats[who], scene.now - timedelta(days=9)
        keep(scene.town, listing=listing.address, title=title, query=query, shared=shared, seat=seat, at=at)


def _for_villages(scene: Scene) -> None:
    """Every village secretary has written something down this morning, which the village itself may lead."""
    day = local_day(scene.now)
    classes = {row.code: row for row in Category.objects.filter(town=scene.town).on(day)}
    sits = [seat for seat in scene.seats.values() if seat.role == "village" and seat.until is None]
    for number, seat in enumerate(sorted(sits, key=lambda seat: seat.pk)):
        code, words = _VILLAGE_SAID[number % len(_VILLAGE_SAID)]
        place, at = seat.unit.place, scene.now - timedelta(minutes=50 - number)
        spoken = window.Spoken(
            request_id=f"demo-village-{number}",
            words=words,
            way="counter",
            read_back=True,
            phone=scene.phone(),
            place=place,
        )
        matter = window.write_down(scene.town, spoken, seat=seat, at=at).matter
        send(
            matter,
            category=classes[code],
            unit=seat.unit,
            place=place,
            urgency="general",
            seat=scene.seats["diaodu2"],
            at=at + timedelta(minutes=9),
        )


def _in_hand(scene: Scene) -> None:
    """Every second matter of the newest in hand has somebody of its unit by name."""
    handlers = [seat for seat in scene.seats.values() if seat.role == "handler" and seat.until is None]
    by_unit = {seat.unit_id: seat for seat in reversed(handlers)}
    held = Matter.objects.filter(town=scene.town, state__in=("signed", "contacted", "handling"))
    for matter in (
        held.filter(lead_unit__in=by_unit).select_related("town").order_by("-received_at", "-pk")[:_ASSIGNED:2]
    ):
        seat = by_unit[matter.lead_unit_id or 0]
        assign(matter, to=seat, seat=seat, at=scene.now)


def _numbers(scene: Scene) -> None:
    """Some numbers were looked at this morning, each for a reason."""
    for who, reason in _REVEALED:
        seat = scene.seats[who]
        state = "awaiting_callback" if seat.role == "callback" else "handling"
        matters = (
            Matter.objects.filter(town=scene.town, state=state).exclude(requester=None).select_related("requester")
        )
        if seat.role == "handler":
            matters = matters.filter(lead_unit=seat.unit)
        if (matter := matters.order_by("-received_at", "-pk").first()) is not None:
            kernel.reveal(matter, field="phone", reason=reason, seat=seat, at=scene.now)
