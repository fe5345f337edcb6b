"""Calling a meeting, its agenda, and who was there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop as _

from xiangyue.counter.wanted import wanted
from xiangyue.desks.council import rules
from xiangyue.desks.council.access import require_at
from xiangyue.desks.council.actions.parts import for_everybody, hold, rule_of, sources_of, tell
from xiangyue.desks.council.models import Attendance, Decision, Item, Meeting, Member, Topic
from xiangyue.desks.council.rules import BODIES, Turnout
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions import Change
from xiangyue.kernel.errors import Refused, StaleMove
from xiangyue.kernel.first import only_once, still
from xiangyue.kernel.models import Event, Place, Seat
from xiangyue.kernel.timekeeping import local_day
from xiangyue.lib.hantext import tidy

_OPEN = ("dispatched", "signed", "handling", "reopened")


@transaction.atomic
def call(
    village: Place,
    *,
    body: str,
    hall: str,
    begins_at: datetime,
    guests: str = "",
    why_short: str = "",
    topics: Sequence[Topic] = (),
    seat: Seat,
    at: datetime,
) -> Meeting:
    """Where the law of that day asks for a longer notice, the reason for the shorter one is asked for."""
    require_at(seat, "council.keep", village)
    if body not in BODIES:
        raise Refused("请选择开哪一种会议。")
    rule = rule_of(seat.town, body, local_day(begins_at))
    days = int(rule.value.get("notice_days") or 0) if rule else 0
    if begins_at - at < timedelta(days=days) and not tidy(why_short):
        raise Refused(
            "{body}要提前 {days} 天通知（{source}）；确有特殊情况的，请写明为什么提前得少。",
            body=BODIES[body],
            days=days,
            source=rule.source if rule else "",
        )
    meeting = Meeting.objects.create(
        town_id=seat.town_id,
        village=village,
        body=body,
        hall=wanted(hall, _("请写在哪里开会。"), 80),
        begins_at=begins_at,
        called_at=at,
        why_short=tidy(why_short)[:200],
        guests=for_everybody(tidy(guests)[:300]),
        seat=seat,
    )
    for topic in topics:
        put_on_agenda(topic, meeting=meeting, seat=seat, at=at)
    return meeting


@transaction.atomic
def put_on_agenda(topic: Topic, *, meeting: Meeting | None, seat: Seat, at: datetime) -> Item:
    require_at(seat, "council.keep", topic.village)
    if meeting is None:
        raise Refused("请选择列入哪一次会议。")
    if meeting.village_id != topic.village_id:
        raise Refused("这次会议不是{village}的，议题只能列入本村的会议。", village=topic.village.name)
    if meeting.cancelled_at is not None or meeting.signed_at is not None:
        raise Refused("这次会议已经取消，或者记录已经签字归档，请列入另一次。")
    if topic.matter.state not in _OPEN:
        raise Refused("这个议题已经结束，不能再列入议程。")
    if topic.decisions.standing().exclude(route=meeting.body).exists():
        raise Refused("这个议题已经有决定；要重新议，请先撤回决定并写明原因。")
    with only_once(Refused("这个议题已经在这次会议的议程里了。")):
        item = Item.objects.create(meeting=meeting, topic=topic, at=at)
    kernel.carry_out(topic.matter, listing(item), actor=kernel.Actor.of(seat), at=at)
    return item


def listing(item: Item) -> Change:
    meeting, state = item.meeting, item.topic.matter.state
    told = {
        "meeting": meeting.pk,
        "body": meeting.body,
        "body_name": BODIES[meeting.body],
        "begins_at": meeting.begins_at.isoformat(),
        "hall": meeting.hall,
    }
    return Change("topic_listed", told, to="signed" if state == "dispatched" else "")


@transaction.atomic
def take_off(item: Item, *, reason: str, seat: Seat, at: datetime) -> Event:
    """Before anything was decided on it, or after that was withdrawn."""
    require_at(seat, "council.keep", item.meeting.village)
    hold(item.meeting)
    if Decision.objects.filter(item=item, undone_at=None).exists():
        raise Refused("这一项已经有决定，不能从议程取下。")
    why = for_everybody(wanted(reason, _("请写明为什么取下。"), 200), sources_of(item.topic))
    still(item, {"taken_off_at": None}, StaleMove("这一项已经取下了，请刷新后再看。"), taken_off_at=at)
    return tell(item.topic, "topic_unlisted", seat=seat, at=at, meeting=item.meeting_id, reason=why)


@transaction.atomic
def cancel(meeting: Meeting, *, reason: str, seat: Seat, at: datetime) -> None:
    """It was not held; its topics wait for another one."""
    require_at(seat, "council.keep", meeting.village)
    why = wanted(reason, _("请写明为什么取消。"), 200)
    hold(meeting)
    if Decision.objects.filter(item__meeting=meeting, undone_at=None).exists():
        raise Refused("这次会议已经有决定，不能取消。")
    gone = StaleMove("这次会议已经取消或已经签字归档，请刷新后再看。")
    still(meeting, {"cancelled_at": None, "signed_at": None}, gone, cancelled_at=at, cancelled_why=why)
    for item in meeting.items.filter(taken_off_at=None).select_related("topic__matter__town", "meeting__village"):
        take_off(item, reason=why, seat=seat, at=at)


@transaction.atomic
def take_attendance(
    meeting: Meeting,
    *,
    there: Sequence[int] = (),
    members: int = 0,
    present: int = 0,
    households: int = 0,
    households_present: int = 0,
    proxies: int = 0,
    online: int = 0,
    seat: Seat,
    at: datetime,
) -> Meeting:
    """By name, from the roll of that day, or by count. The verdict on the quorum is that of the law of that day."""
    require_at(seat, "council.keep", meeting.village)
    if at < meeting.begins_at:
        raise Refused("会议还没有开始，不能登记到会情况。")
    hold(meeting)
    _not_over(meeting)
    Attendance.objects.filter(meeting=meeting).delete()
    if there:
        named = _named(meeting, there)
        members, present = on_roll(meeting).count(), len(named)
        Attendance.objects.bulk_create([Attendance(meeting=meeting, member=one) for one in named])
    came = Turnout(members, present, households, households_present, proxies, online)
    rule = rule_of(seat.town, meeting.body, local_day(meeting.begins_at))
    value = rule.value if rule else {}
    if wrong := rules.wrong_turnout(value, came):
        raise Refused(wrong)
    columns = {name: getattr(came, name) for name in came.__dataclass_fields__}
    closed = StaleMove("会议记录已经签字归档，到会情况不能再改。")
    still(meeting, {"signed_at": None}, closed, **columns, rule=rule, quorum=rules.quorum(value, came))
    return meeting


def on_roll(meeting: Meeting) -> QuerySet[Member]:
    """The body's members on the day of the meeting."""
    day = local_day(meeting.begins_at)
    held = Member.objects.filter(village_id=meeting.village_id, body=meeting.body, since__lte=day)
    return held.filter(Q(until=None) | Q(until__gt=day))


def _named(meeting: Meeting, there: Sequence[int]) -> list[Member]:
    """Refused for one of another village or body, and for one whose term had ended on that day."""
    named = list(Member.objects.filter(pk__in=there, town_id=meeting.town_id).order_by("pk"))
    roll = set(on_roll(meeting).values_list("pk", flat=True))
    strange = [one.name for one in named if one.pk not in roll]
    if strange or len(named) != len(set(there)):
        raise Refused(
            "{who}不在{village}这个会的名册上（别的村的，或者当天已经卸任），不能算到会。",
            who=strange or "有人",
            village=meeting.village.name,
        )
    return named


def _not_over(meeting: Meeting) -> None:
    if meeting.cancelled_at is not None:
        raise Refused("这次会议已经取消。")
    if meeting.items.filter(decision__in=Decision.objects.standing()).exists():
        raise Refused("已经按这次的到会情况作了决定，到会情况不能再改；登错了的，先撤回决定。")


def came_to(meeting: Meeting) -> Turnout:
    """Refused while attendance has not been taken."""
    if meeting.members is None:
        raise Refused("请先登记到会情况：应到多少、实到多少。")
    return Turnout(
        meeting.members,
        meeting.present,
        meeting.households,
        meeting.households_present,
        meeting.proxies,
        meeting.online,
    )
