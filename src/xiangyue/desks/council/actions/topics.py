"""Raising a topic: from matters, by a villager, the town or the village's Party organisation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_noop as _

from xiangyue.counter.wanted import wanted
from xiangyue.desks.council.access import require_at
from xiangyue.desks.council.actions.parts import for_everybody, sources_of, tell
from xiangyue.desks.council.actions.telling import tell_callers
from xiangyue.desks.council.kind import TOPIC
from xiangyue.desks.council.models import Raised, Topic
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions import Change
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.first import only_once
from xiangyue.kernel.models import Event, Matter, Party, Place, Seat
from xiangyue.kernel.numbers import new_number
from xiangyue.kernel.recusals import is_among_few, is_kept_from

DOOR = "council"
SOURCES = dict(Topic.SOURCES)
MATTERS_MAX = 50


@transaction.atomic
def raise_topic(
    village: Place,
    *,
    title: str,
    words: str,
    source: str,
    matters: Sequence[Matter] = (),
    is_moral: bool = False,
    is_procedure: bool = False,
    seat: Seat,
    at: datetime,
) -> Topic:
    """One matter, or many that tell of the same: each of their callers is told where it stands."""
    require_at(seat, "council.raise", village)
    return raised(
        village,
        title=wanted(title, _("请写议题的题目。"), 120),
        words=wanted(words, _("请写要议什么。"), 4000),
        source=source,
        matters=matters,
        is_moral=is_moral,
        is_procedure=is_procedure,
        actor=kernel.Actor.of(seat),
        at=at,
    )


def raised(
    village: Place,
    *,
    title: str,
    words: str,
    source: str,
    matters: Sequence[Matter] = (),
    requester: kernel.Requester | None = None,
    request_id: str = "",
    is_moral: bool = False,
    is_procedure: bool = False,
    actor: kernel.Actor,
    at: datetime,
) -> Topic:
    """The same by the worker or by a villager. Inside the caller's transaction."""
    if source not in SOURCES:
        raise Refused("请选择议题从哪里来。")
    if len(matters) > MATTERS_MAX:
        raise Refused("一个议题最多并入 {most} 件事项，选了 {n} 件。", most=MATTERS_MAX, n=len(matters))
    unit = committee_of(village)
    intake = kernel.Intake(
        number=new_number(TOPIC.prefix, at),
        title=title,
        words=words,
        received_at=at,
        kind=TOPIC.name,
        request_type="suggestion",
        place=village,
        requester=requester,
        request_id=request_id or None,
    )
    matter, _, is_new = kernel.receive_once(village.town or village, intake, door=DOOR, actor=actor, at=at)
    if not is_new:
        return Topic.objects.get(matter=matter)
    kernel.carry_out(matter, raising(village, source, unit), actor=actor, at=at)
    topic = Topic.objects.create(
        town_id=matter.town_id,
        village=village,
        matter=matter,
        source=source,
        is_moral=is_moral,
        is_procedure=is_procedure,
        raised_at=at,
    )
    for one in matters:
        _take_up(topic, one, actor, at)
    return topic


def raising(village: Place, source: str, unit: Party) -> Change:
    told = {"village": village.name, "source_name": SOURCES[source], "source": source}
    return Change("topic_raised", told, to="dispatched", columns={"lead_unit": unit})


def committee_of(village: Place) -> Party:
    """Who answers for what the village talks over."""
    found = find_committee(village)
    if found is None:
        raise Refused("{village}在单位名册里没有村委会，请先在镇文件夹里补上。", village=village.name)
    return found


def find_committee(village: Place) -> Party | None:
    known = Party.objects.filter(town_id=village.town_id, kind="unit", unit_kind="village", place=village)
    return known.filter(is_active=True).first()


@transaction.atomic
def add_matters(topic: Topic, *, matters: Sequence[Matter], seat: Seat, at: datetime) -> int:
    """More that tell of the same; how many."""
    require_at(seat, "council.raise", topic.village)
    if not matters:
        raise Refused("请写要并入的事项的编号。")
    if topic.matter.closed_at is not None:
        raise Refused("这个议题已经结束，请另提一个。")
    if topic.raised.count() + len(matters) > MATTERS_MAX:
        raise Refused("一个议题最多并入 {most} 件事项，选了 {n} 件。", most=MATTERS_MAX, n=len(matters))
    for one in matters:
        _take_up(topic, one, kernel.Actor.of(seat), at)
    return len(matters)


def not_for_villages(matter: Matter, unit: Party | None) -> str:
    """Why a matter is never talked over in its village, and "" where it may be: what somebody asked to be kept to
    themselves, a report of wrongdoing (hotline rules, C4), and what the committee itself is kept out of.
    """
    if is_among_few(matter):
        return _now("保密的和举报的事项不能提交村里商议：原话和来历村里都不能看到。")
    if unit is not None and is_kept_from(matter, unit):
        return _now("村委会须回避这件事，不能由它召集商议。")
    return ""


def _take_up(topic: Topic, matter: Matter, actor: kernel.Actor, at: datetime) -> None:
    is_over = matter.closed_at is not None and topic.source != "unreasonable"  # which is asked of ended ones too
    if matter.kind == TOPIC.name or is_over:
        raise Refused("{number} 已经结束或者本身就是议题，不能并入。", number=matter.number)
    if why := not_for_villages(matter, topic.matter.lead_unit):
        raise Refused(why)
    taken = Refused("{number} 已经在另一个议题里商议，不能同时上两张桌子。", number=matter.number)
    with only_once(taken):
        Raised.objects.create(town_id=topic.town_id, topic=topic, matter=matter, at=at)
    kernel.link(matter, topic.matter, relation="carried_to", actor=actor, at=at)
    topic.matter.refresh_from_db(fields=["head_hash", "event_count"])
    matter.refresh_from_db(fields=["head_hash", "event_count"])
    told = {"village": topic.village.name}
    tell_callers(topic, "council_raised", told, told_of=topic.matter.event_count, among=[matter], actor=actor, at=at)


@transaction.atomic
def show(topic: Topic, *, title: str, text: str, seat: Seat, at: datetime) -> Event:
    """In words for everybody, on the villagers' page; nobody is named."""
    require_at(seat, "council.keep", topic.village)
    title = wanted(title, _("请写给村民看的题目。"), 120)
    text = wanted(text, _("请写给村民看的说明。"), 2000)
    for_everybody(f"{title}\n{text}", sources_of(topic))
    Topic.objects.filter(pk=topic.pk).update(shown_title=title, shown_text=text, shown_at=topic.shown_at or at)
    topic.refresh_from_db(fields=["shown_title", "shown_text", "shown_at"])
    return tell(topic, "topic_shown", seat=seat, at=at, title=title, text=text)


@transaction.atomic
def drop(topic: Topic, *, reason: str, seat: Seat, at: datetime) -> Event:
    """Not taken up, with the reason; whoever raised it is told."""
    require_at(seat, "council.keep", topic.village)
    if topic.decisions.standing().exists():
        raise Refused("这个议题已经有决定，请落实；决定不对的先撤回。")
    why = for_everybody(wanted(reason, _("请写明为什么不列入，提出的人会看到。"), 500), sources_of(topic))
    event = kernel.carry_out(topic.matter, dropping(why), actor=kernel.Actor.of(seat), at=at)
    topic.items.filter(taken_off_at=None, decision=None).update(taken_off_at=at)
    free(topic, at=at)
    return event


def dropping(reason: str) -> Change:
    return Change("topic_dropped", {"reason": reason}, to="closed")


def free_matters_of(matter: Matter, *, at: datetime) -> None:
    """Of one that is a topic's own; of any other nothing changes."""
    for topic in Topic.objects.filter(matter=matter):
        topic.items.filter(taken_off_at=None, decision=None).update(taken_off_at=at)
        free(topic, at=at)


def free(topic: Topic, *, at: datetime) -> None:
    """Its matters may go to another table."""
    Raised.objects.filter(topic=topic, ended_at=None).update(ended_at=at)
