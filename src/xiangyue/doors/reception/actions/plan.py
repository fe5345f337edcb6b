"""Halls and weekly plans, and the sessions that are made and published ahead of them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db import IntegrityError, transaction

from xiangyue.doors.reception.models import Booking, Hall, Plan, Session
from xiangyue.doors.reception.rules import tidy, weekdays, why_off
from xiangyue.kernel import access
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.first import still
from xiangyue.kernel.models import Place, Seat
from xiangyue.kernel.timekeeping import ZONE, TownTime, local_day

RECEIVES = ("secretary", "leader")
PLAN_ENDED = "接待安排已调整"


@dataclass
class Published:
    """What publishing did; `problems` are sentences for the clerk, and whatever they tell of was left out."""

    made: int = 0
    off: int = 0
    back: int = 0
    problems: list[str] = field(default_factory=list)


def add_hall(place: Place, *, title: str, address: str, seat: Seat) -> Hall:
    access.require(seat, "reception.plan")
    if place.pk != seat.town_id and (place.town_id != seat.town_id or place.level != "village"):
        raise NotAllowed("接待室只能设在本镇或本镇的村。")
    title = tidy(title) or f"{place.name}接待室"
    try:
        with transaction.atomic():
            return Hall.objects.create(
                town_id=seat.town_id,
                place=place,
                title=title[:60],
                address=tidy(address)[:120],
                screen_token=secrets.token_urlsafe(24),
            )
    except IntegrityError:
        raise Refused("已经有叫“{title}”的接待室，请换一个名字。", title=title) from None


def renew_screen(hall: Hall, *, seat: Seat, at: datetime) -> Hall:
    """A new address for the hall's screen; the old one opens nothing any more."""
    access.require(seat, "reception.plan", of=hall)
    hall.screen_token = secrets.token_urlsafe(24)
    hall.save(update_fields=["screen_token"])
    return hall


def add_plan(
    hall: Hall,
    *,
    weekday: int,
    begins: time,
    ends: time,
    capacity: int,
    leader: Seat,
    substitute: Seat,
    valid_from: date,
    seat: Seat,
    at: datetime,
) -> Plan:
    access.require(seat, "reception.plan", of=hall)
    if not 0 <= weekday <= 4:
        raise Refused("接待日请安排在周一到周五；调休上班的周末不作接待日。")
    if begins >= ends:
        raise Refused("接待的结束时间要晚于开始时间。")
    if capacity < 1:
        raise Refused("每场至少要有 1 个预约名额。")
    if leader.pk == substitute.pk:
        raise Refused("候补领导要换一位，不能和接待领导是同一个人。")
    for one in (leader, substitute):
        if one.town_id != hall.town_id or one.role not in RECEIVES:
            raise Refused("{one}不是本镇的书记或分管领导，不能安排接待。", one=one.holder)
    try:
        with transaction.atomic():
            return Plan.objects.create(
                town_id=hall.town_id,
                hall=hall,
                weekday=weekday,
                begins=begins,
                ends=ends,
                capacity=capacity,
                leader=leader,
                substitute=substitute,
                valid_from=valid_from,
            )
    except IntegrityError:
        raise Refused(
            "{hall}从 {valid_from} 起的这个时段已经有安排，请先停用原来的。", hall=hall.title, valid_from=valid_from
        ) from None


@transaction.atomic
def end_plan(plan: Plan, *, last_day: date, seat: Seat, at: datetime) -> int:
    """It holds no longer behind `last_day`; what was published beyond is called off. How many sessions that were."""
    access.require(seat, "reception.plan", of=plan)
    if last_day < local_day(at):
        raise Refused("停用的日子不能早于今天；已经接待过的场次要留着。")
    Plan.objects.filter(pk=plan.pk).update(valid_to=max(last_day + date.resolution, plan.valid_from))
    beyond = list(plan.sessions.filter(day__gt=last_day, off="", closed_at=None, starts_at__gt=at))
    for session in beyond:
        _turn_off(session, "called_off", PLAN_ENDED, at)
    return len(beyond)


@transaction.atomic
def publish(town: Place, until: date, *, seat: Seat, at: datetime) -> Published:
    """Sessions of every plan from today to `until`, published at once. Doing it again makes nothing twice.

    A day that is (or has become) a day off is shown as such, whatever weekday was worked in exchange for it; a session
    called off for a holiday that is none any more takes place again.
    """
    access.require(seat, "reception.plan", of=town)
    done, office = Published(), TownTime(town).office("town", local_day(at))
    plans = Plan.objects.filter(town=town).select_related("hall", "leader", "substitute").order_by("valid_from", "pk")
    for plan in plans:
        last = until if plan.valid_to is None else min(until, plan.valid_to - date.resolution)
        for day in weekdays(plan.weekday, max(local_day(at), plan.valid_from), last):
            if office.calendar is not None and (year := office.calendar.guessed_year(day, day)):
                done.problems.append(f"{plan.hall.title}：{year} 年的放假安排还没有公布，这一年的场次等公布后再发。")
                break
            _publish_day(plan, day, office.works_on(day), at, done)
    return done


def _publish_day(plan: Plan, day: date, works: bool, at: datetime, done: Published) -> None:
    starts, ends = (datetime.combine(day, clock, ZONE) for clock in (plan.begins, plan.ends))
    known = Session.objects.filter(plan=plan, day=day).first()
    if known is not None:
        if not works and known.off == "" and known.starts_at > at:
            _turn_off(known, "holiday", why_off(day), at)
            done.off += 1
        elif works and known.off == "holiday" and known.starts_at > at:
            Session.objects.filter(pk=known.pk).update(off="", off_why="")
            done.back += 1
        return
    if starts <= at:
        return
    leader, substitute = _who_is_there(plan, starts)
    if leader is None:
        done.problems.append(f"{plan.hall.title} {day}：接待领导和候补领导那天都不在任，请重新安排。")
        return
    session = Session(
        town_id=plan.town_id,
        hall=plan.hall,
        plan=plan,
        day=day,
        starts_at=starts,
        ends_at=ends,
        capacity=plan.capacity,
        leader=leader,
        substitute=substitute,
        published_at=at,
        off="" if works else "holiday",
        off_why="" if works else why_off(day),
    )
    if works and Session.objects.filter(hall=plan.hall, starts_at=starts, off="").exists():
        done.problems.append(f"{plan.hall.title} {day} {plan.begins:%H:%M}：同一时间已有一场，这一条没有公布。")
        return
    session.save(force_insert=True)
    done.made, done.off = done.made + bool(works), done.off + (not works)


def _who_is_there(plan: Plan, moment: datetime) -> tuple[Seat | None, Seat | None]:
    """(leader, substitute) among the two who hold their seats then; the substitute moves up where the leader does
    not.
    """
    held = [
        one
        for one in (plan.leader, plan.substitute)
        if one.since <= moment and (one.until is None or moment < one.until)
    ]
    return (held[0] if held else None), (held[1] if len(held) > 1 else None)


@transaction.atomic
def call_off(session: Session, *, reason: str, seat: Seat, at: datetime) -> Session:
    """A published session that cannot take place: it stays on the calendar with its reason."""
    access.require(seat, "reception.plan", of=session)
    if not tidy(reason):
        raise Refused("取消一场接待要写明原因，公示的日历上会写出来。")
    if session.leader_signed_in_at is not None or session.ends_at <= at:
        raise Refused("这一场已经开始或已经过去，不能取消。")
    _turn_off(session, "called_off", tidy(reason)[:120], at)
    return session


def _turn_off(session: Session, off: str, why: str, at: datetime) -> None:
    changed = StaleMove("这一场刚刚被别人改动过，请刷新后再看。")
    still(session, {"off": "", "leader_signed_in_at": None}, changed, off=off, off_why=why)
    Booking.objects.filter(session=session, state="booked").update(state="cancelled", ended_at=at, cancelled_why=why)
