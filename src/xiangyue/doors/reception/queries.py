"""Reading the reception day: the calendar, a session's queue, who came before, what is promised, the month's sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Greatest

from xiangyue.counter.same_phone import raised_by
from xiangyue.doors.reception import moves
from xiangyue.doors.reception.models import Booking, Hall, Plan, Promise, Session
from xiangyue.doors.reception.rules import WEEKS_AHEAD
from xiangyue.kernel.errors import NotAllowed
from xiangyue.kernel.models import Place, Seat
from xiangyue.kernel.moves import label
from xiangyue.kernel.sealing import contact
from xiangyue.kernel.timekeeping import day_begins, local_day
from xiangyue.lib.masking import mask_name, mask_phone
from xiangyue.lib.personal import mask_personal

EVERYTHING = ("hall__place", "leader", "substitute", "signed_in_by")


def with_free(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Adds `free` and `waiting`: places left for booking, and how many stand in the queue."""
    held = Count("bookings", filter=Q(bookings__kind="booked", bookings__state__in=moves.ACTIVE))
    return sessions.annotate(
        free=Greatest(F("capacity") - held, 0), waiting=Count("bookings", filter=Q(bookings__state="booked"))
    ).select_related(*EVERYTHING)


def calendar(town: Place, at: datetime, *, weeks: int = WEEKS_AHEAD) -> QuerySet[Session]:
    """What is published from today on, days off among it, in the order of time."""
    shown = Session.objects.filter(town=town, ends_at__gt=at, day__lte=local_day(at) + timedelta(weeks=weeks))
    return with_free(shown).order_by("starts_at", "id")


def visible(seat: Seat) -> QuerySet[Session]:
    """A village sees its own hall, the others the town's."""
    seen = Session.objects.filter(town_id=seat.town_id)
    return seen.filter(hall__place_id=seat.unit.place_id or 0) if seat.role == "village" else seen


def session_for(seat: Seat, pk: int) -> Session:
    """NotAllowed in the same words for one that is not there and one that this seat does not see."""
    found = visible(seat).select_related(*EVERYTHING).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("没有这一场接待，或者您的岗位看不到它。")
    return found


def booking_for(seat: Seat, pk: int) -> Booking:
    rows = Booking.objects.select_related(
        "session__hall__place",
        "session__leader",
        "session__substitute",
        "session__signed_in_by",
        "talk__matter__town",
        "talk__received_by",
        "talk__withdrew",
        "talk__place",
    ).filter(pk=pk, session__in=visible(seat).values("pk"))
    found = rows.first()
    if found is None:
        raise NotAllowed("没有这条来访登记，或者您的岗位看不到它。")
    return found


def queue(session: Session) -> list[Booking]:
    """Everybody who has not cancelled, by number, with what became of it."""
    rows = session.bookings.exclude(state="cancelled").select_related("talk__matter")
    return list(rows.order_by("queue_number"))


@dataclass(frozen=True)
class Screen:
    """What hangs in the hall: numbers only."""

    session: Session | None
    called: int | None
    following: list[int]
    waiting: int


def screen(hall: Hall, at: datetime) -> Screen:
    """The session that is on or comes next today; behind the last one of the day the next that is published."""
    ahead = hall.sessions.filter(off="", closed_at=None, ends_at__gt=at - timedelta(hours=2))
    session = ahead.select_related("leader", "signed_in_by").order_by("starts_at").first()
    if session is None:
        return Screen(None, None, [], 0)
    rows = list(
        session.bookings.filter(state__in=("called", "booked"))
        .order_by("queue_number")
        .values_list("state", "queue_number")
    )
    waiting = [number for state, number in rows if state == "booked"]
    called = next((number for state, number in rows if state == "called"), None)
    return Screen(session, called, waiting[:3], len(waiting))


@dataclass(frozen=True)
class Guest:
    """A visitor as the clerk may see them: masked."""

    name: str
    phone: str


def guest_of(booking: Booking) -> Guest:
    """Empty where the person was forgotten."""
    name, phone = contact(booking.person, "name"), contact(booking.person, "phone")
    return Guest(mask_name(name) if name else "", mask_phone(phone) if phone else "")


@dataclass(frozen=True)
class Earlier:
    """What this phone brought before, the newest first. `matters` are (number, masked title, state label, received)."""

    visits: list[Booking]
    matters: list[tuple[str, str, str, datetime]]


def earlier(booking: Booking, *, language: str = "zh", limit: int = 20) -> Earlier:
    """Nothing without a phone. Confidential reports are never among it."""
    if not booking.phone_hash:
        return Earlier([], [])
    came = Booking.objects.filter(town_id=booking.town_id, phone_hash=booking.phone_hash, state="received").exclude(
        pk=booking.pk
    )
    raised = raised_by(booking.town_id, booking.phone_hash).exclude(talk__booking=booking)
    return Earlier(
        list(came.select_related("session__hall", "talk__matter").order_by("-session__starts_at")[:limit]),
        [
            (one.number, mask_personal(one.title), label(one.state, language), one.received_at)
            for one in raised.order_by("-received_at", "-id")[:limit]
        ],
    )


def promises_of(seat: Seat) -> QuerySet[Promise]:
    """Open and kept promises this seat may see: a unit its own, a clerk the town's."""
    seen = Promise.objects.filter(town_id=seat.town_id)
    if seat.role in ("handler", "village"):
        seen = seen.filter(unit_id=seat.unit_id)
    return seen.select_related("unit", "matter__town", "talk__received_by")


def promise_for(seat: Seat, pk: int) -> Promise:
    found = promises_of(seat).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("没有这个承诺，或者它不是您的单位的。")
    return found


def open_promises(seat: Seat) -> QuerySet[Promise]:
    """The nearest day first; whatever is due stands at the top."""
    return promises_of(seat).filter(kept_at=None).order_by("due_on", "id")


def led_by(seat: Seat, at: datetime) -> QuerySet[Session]:
    """The sessions of today and ahead in which this seat receives, as leader or substitute."""
    today = day_begins(local_day(at))
    own = Session.objects.filter(
        Q(leader=seat) | Q(substitute=seat), town_id=seat.town_id, starts_at__gte=today, closed_at=None
    )
    return with_free(own).order_by("starts_at", "id")


def lately(seat: Seat, at: datetime, *, limit: int = 8) -> QuerySet[Session]:
    """What is over, the newest first."""
    today = day_begins(local_day(at))
    return with_free(visible(seat).filter(starts_at__lt=today)).order_by("-starts_at", "-id")[:limit]


def current(seat: Seat, at: datetime) -> QuerySet[Session]:
    """Today's sessions, closed ones too, and what is published ahead."""
    today = day_begins(local_day(at))
    ahead = visible(seat).filter(starts_at__gte=today, day__lte=local_day(at) + timedelta(weeks=WEEKS_AHEAD))
    return with_free(ahead).order_by("starts_at", "id")


def hall_for(seat: Seat, pk: int) -> Hall:
    found = Hall.objects.filter(town_id=seat.town_id, pk=pk).first()
    if found is None:
        raise NotAllowed("没有这个接待室，或者它不是本镇的。")
    return found


def plan_for(seat: Seat, pk: int) -> Plan:
    found = Plan.objects.filter(town_id=seat.town_id, pk=pk).first()
    if found is None:
        raise NotAllowed("没有这个安排，或者它不是本镇的。")
    return found


def halls(town: Place) -> QuerySet[Hall]:
    return (
        Hall.objects.filter(town=town)
        .select_related("place")
        .prefetch_related("plans__leader", "plans__substitute")
        .order_by("id")
    )


def receivers(town: Place, moment: datetime) -> QuerySet[Seat]:
    """Who may receive: the secretary and the leaders in charge at this moment."""
    return (
        Seat.objects.on(moment)
        .filter(town=town, role__in=("secretary", "leader"))
        .select_related("unit")
        .order_by("pk")
    )
