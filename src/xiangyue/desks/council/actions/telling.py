"""What the table decides is told to each who raised one of its matters, once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from xiangyue.desks.council.models import Topic
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.models import Event, Matter

# what happens to a topic → how each of its matters tells it, with which of its particulars
TOLD: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "topic_listed": ("council_listed", ("begins_at",)),
    "topic_unlisted": ("council_unlisted", ("reason",)),
    "topic_decided": ("council_decided", ("body_name", "route_name", "route", "points")),
    "topic_undecided": ("council_undecided", ("reason",)),
    "topic_carried_out": ("council_carried_out", ("words",)),
    "topic_dropped": ("council_dropped", ("reason",)),
}


def tell_on(event: Event, *, actor: kernel.Actor, at: datetime) -> int:
    """An event of a topic, told by each of its matters; how many were new. Told twice it adds nothing."""
    name, fields = TOLD[event.name]
    topic = Topic.objects.select_related("village", "matter__town").get(matter_id=event.matter_id)
    said = event.told
    told = {"village": topic.village.name} | {field: said[field] for field in fields}
    return tell_callers(topic, name, told, told_of=event.seq, actor=actor, at=at)


def tell_callers(
    topic: Topic,
    name: str,
    told: Mapping[str, Any],
    *,
    told_of: int,
    among: Sequence[Matter] | None = None,
    actor: kernel.Actor,
    at: datetime,
) -> int:
    """`told_of` is the place of what happened in the topic's chain; by it a matter knows what it has told."""
    done = 0
    matters = callers_of(topic) if among is None else _with_twins(among)
    known = set(
        Event.objects.filter(
            matter__in=matters, name=name, particulars__topic=topic.pk, particulars__told_of=told_of
        ).values_list("matter_id", flat=True)
    )
    for matter in matters:
        if matter.pk not in known:
            kernel.record(matter, name, actor=actor, at=at, topic=topic.pk, told_of=told_of, **told)
            done += 1
    return done


def callers_of(topic: Topic) -> list[Matter]:
    """Every matter that it was raised from, with the twins merged under each: all who said the same."""
    rows = Matter.objects.filter(pk__in=topic.raised.values("matter")).select_related("town")
    return _with_twins(rows.order_by("pk"))


def _with_twins(matters: Iterable[Matter]) -> list[Matter]:
    own = list(matters)
    twins = Matter.objects.filter(parent__in=own).select_related("town").order_by("pk")
    return list({one.pk: one for one in [*own, *twins]}.values())
