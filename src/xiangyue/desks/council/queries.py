"""The village's table as a seat may see it; and what everybody may see of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from xiangyue.counter.desk import row_of
from xiangyue.desks.council.access import sees_village
from xiangyue.desks.council.kind import TOPIC
from xiangyue.desks.council.models import Comment, CouncilNotice, Decision, Item, Meeting, Member, Step, Task, Topic
from xiangyue.desks.council.rules import BODIES, STEPS
from xiangyue.kernel import kinds
from xiangyue.kernel.access import seen_among, visible_to
from xiangyue.kernel.models import Matter, Place, Seat
from xiangyue.kernel.roles import SCOPES

_WITH_TOPIC = ("topic__matter__town", "topic__village__town", "topic__town")


def topics(seat: Seat) -> QuerySet[Any]:
    """Each with its `stage`, and how many matters it was raised from."""
    rows = Topic.objects.filter(matter__in=visible_to(seat).filter(kind=TOPIC.name))
    return kinds.with_stage(rows, TOPIC, "matter__").annotate(callers=Count("raised"))


def to_be_listed(seat: Seat) -> QuerySet[Any]:
    """Open topics that a meeting may take up: not decided, or decided to be carried on to another body."""
    settled = Decision.objects.standing().exclude(route__in=BODIES).values("topic")
    return topics(seat).filter(matter__closed_at=None).exclude(pk__in=settled)


def topic_of(seat: Seat, number: str) -> Topic:
    """NotAllowed where the seat may not see its matter, 404 where that is no topic."""
    rows = Topic.objects.select_related("village__town")
    return row_of(rows, seat, number, joined=("requester__key",))


def _of_village(rows: QuerySet[Any], seat: Seat) -> QuerySet[Any]:
    own = {"village_id": seat.unit.place_id} if SCOPES[seat.role] == "unit" else {}
    return rows.filter(town_id=seat.town_id, **own)


def meetings(seat: Seat) -> QuerySet[Meeting]:
    on = Count("items", filter=Q(items__taken_off_at=None))
    return _of_village(Meeting.objects.all(), seat).annotate(topics=on)


def meeting_of(seat: Seat, pk: int) -> Meeting:
    return get_object_or_404(meetings(seat).select_related("village__town", "town", "rule", "seat"), pk=pk)


def item_of(seat: Seat, pk: int) -> Item:
    joined = ("meeting__village__town", "meeting__rule", *_WITH_TOPIC)
    return get_object_or_404(Item.objects.filter(topic__in=topics(seat)).select_related(*joined), pk=pk)


def decision_of(seat: Seat, pk: int) -> Decision:
    joined = ("item__meeting__village__town", *_WITH_TOPIC)
    return get_object_or_404(Decision.objects.filter(topic__in=topics(seat)).select_related(*joined), pk=pk)


def task_of(seat: Seat, pk: int) -> Task:
    return get_object_or_404(tasks(seat).select_related("unit", *_WITH_TOPIC), pk=pk)


def comment_of(seat: Seat, pk: int) -> Comment:
    rows = Comment.objects.filter(topic__in=topics(seat).values("pk"))
    return get_object_or_404(rows.select_related(*_WITH_TOPIC), pk=pk)


def roll(seat: Seat) -> QuerySet[Member]:
    return _of_village(Member.objects.all(), seat)


def member_of(seat: Seat, pk: int) -> Member:
    return get_object_or_404(roll(seat).select_related("village__town"), pk=pk)


def villages_of(seat: Seat) -> list[Place]:
    """Those whose table this seat may keep."""
    rows = Place.objects.filter(town_id=seat.town_id, level="village").order_by("code")
    return [one for one in rows if sees_village(seat, one.pk)]


def coming(seat: Seat, village: Place) -> list[Meeting]:
    """Meetings of a village on whose agenda something can still be put."""
    rows = meetings(seat).filter(village=village, signed_at=None, cancelled_at=None)
    return list(rows.order_by("-begins_at")[:30])


def page_of(topic: Topic, seat: Seat) -> dict[str, Any]:
    """All that the topic's page shows, in a number of queries that does not grow."""
    items = topic.items.select_related("meeting__rule", "decision__seat").order_by("-meeting__begins_at", "-pk")
    matters = list(Matter.objects.filter(pk__in=topic.raised.values("matter")).order_by("pk"))
    seen = seen_among(seat, matters)
    decisions = list(topic.decisions.select_related("item__meeting", "seat").order_by("-pk"))
    return {
        "matters": [(one, one.pk in seen) for one in matters],
        "items": list(items),
        "decisions": decisions,
        "stands": next((one for one in decisions if one.undone_at is None and one.followed_at is None), None),
        "tasks": list(topic.tasks.filter(dropped_at=None).select_related("unit").order_by("due_on", "pk")),
        "steps": steps_of(topic),
        "notices": list(topic.notices.order_by("-published_at")),
        "comments": list(topic.comments.order_by("pk")),
        "supported": topic.support.count(),
    }


def steps_of(topic: Topic) -> list[tuple[int, str, Step | None, bool]]:
    """(number, name, the step where it was taken, whether it is the next one)."""
    taken = {one.number: one for one in topic.steps.select_related("file", "joined_by", "seat")}
    following = len(taken) + 1
    return [(number, name, taken.get(number), number == following) for number, (name, _bodies) in STEPS.items()]


def tasks(seat: Seat) -> QuerySet[Task]:
    """Of topics that the seat sees, and those that its own unit has to do."""
    own = Q(unit_id=seat.unit_id) | Q(topic__in=topics(seat).values("pk"))
    return Task.objects.filter(own, town_id=seat.town_id)


def waiting_comments(seat: Seat) -> list[Comment]:
    rows = Comment.objects.filter(topic__in=topics(seat).values("pk"), state="waiting")
    return list(rows.select_related("topic__matter", "topic__village").order_by("at", "pk")[:50])


# What everybody may see


def shown_notices(town: Place, village: Place | None = None) -> list[CouncilNotice]:
    """The newest hundred that were not taken down, of one village where it is given."""
    shown = CouncilNotice.objects.filter(town=town, withdrawn_at=None).select_related("village")
    shown = shown if village is None else shown.filter(village=village)
    return list(shown.order_by("-published_at", "-id")[:100])


def notice_of(seat: Seat, pk: int) -> CouncilNotice:
    """Http404 for one of another town, and for one of a village that is not the seat's."""
    rows = CouncilNotice.objects.select_related("topic__matter__town", "topic__village__town", "village", "town")
    found: CouncilNotice = get_object_or_404(_of_village(rows, seat), pk=pk)
    return found


def topic_notice_of(seat: Seat, pk: int) -> CouncilNotice:
    """Http404 for one that is of no topic."""
    found = notice_of(seat, pk)
    if found.topic is None:
        raise Http404
    return found


def shown_topics(town: Place) -> QuerySet[Any]:
    """In words for everybody; each with its stage and how many support it."""
    rows = Topic.objects.filter(town=town, shown_at__isnull=False).select_related("village", "matter")
    return kinds.with_stage(rows, TOPIC, "matter__").annotate(supported=Count("support"))


def shown_topic(town: Place, number: str) -> Any:
    """Http404 for one that is not shown."""
    return get_object_or_404(shown_topics(town).select_related("town", "village__town"), matter__number=number)


def told_of(topic: Topic) -> dict[str, Any]:
    """What a villager reads of a topic: agenda, decision, what became of it, what others said."""
    decision = topic.decisions.standing().select_related("item__meeting").first()
    carried = topic.matter.events.filter(name="topic_carried_out").with_texts().order_by("-seq").first()
    coming_up = topic.items.filter(taken_off_at=None, meeting__cancelled_at=None).select_related("meeting")
    return {
        "decision": decision,
        "carried": carried.told["words"] if carried is not None and topic.matter.closed_at is not None else "",
        "meetings": [one.meeting for one in coming_up.order_by("meeting__begins_at")],
        "tasks": list(topic.tasks.filter(dropped_at=None).select_related("unit").order_by("due_on", "pk")),
        "comments": list(topic.comments.filter(state="shown").order_by("pk")),
    }


def last_up(town: Place, at: datetime) -> dict[tuple[int, str], datetime]:
    """(village, subject) → when the last such notice went up."""
    rows = CouncilNotice.objects.filter(town=town, village__isnull=False, published_at__lte=at).order_by()
    last = rows.values_list("village_id", "subject").annotate(last=Max("published_at"))
    return {(village, subject): when for village, subject, when in last}
