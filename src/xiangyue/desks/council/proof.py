"""Decisions, tasks, steps and what hangs on the board: each row is what its topic's events told."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from xiangyue.desks.council.models import CouncilNotice, Decision, Meeting, Step, Task
from xiangyue.kernel import proofs
from xiangyue.kernel.models import Event, Place
from xiangyue.lib.chain import Fault

_CHUNK = 2000


def _told(town: Place, name: str, key: str) -> dict[int, tuple[str, int, dict[str, Any]]]:
    """By the row that it names: number of the topic, place in its chain, what it said."""
    events = Event.objects.filter(town=town, name=name).with_texts().select_related("matter")
    return {
        event.told[key]: (event.matter.number, event.seq, event.told)
        for event in events.order_by("matter_id", "seq").iterator(chunk_size=_CHUNK)
    }


def decisions(town: Place) -> Iterator[Fault]:
    told, undone = _told(town, "topic_decided", "decision"), _told(town, "topic_undecided", "decision")
    rows = Decision.objects.filter(town=town).select_related("topic__matter", "item__meeting")
    for row in rows.iterator(chunk_size=_CHUNK):
        number, seq, said = told.pop(row.pk, ("", 0, {}))
        kept: dict[str, Any] = {"points": row.points, "route": row.route, "quorum": row.item.meeting.quorum}
        kept |= {} if row.yes is None else {"yes": row.yes, "no": row.no, "abstain": row.abstain}
        is_same = number == row.topic.matter.number and _same(said, kept)
        if not is_same or (row.yes is None) != ("yes" not in said) or (row.undone_at is None) == (row.pk in undone):
            says = f"议题 {row.topic.matter.number} 的决定与动态不符：内容、票数被改过，或者少了记录。"
            yield Fault(row.topic.matter.number, seq, "changed", says)
    yield from _gone(told, "决定")


def tasks(town: Place) -> Iterator[Fault]:
    told, done = _told(town, "topic_task", "task"), _told(town, "topic_task_done", "task")
    for row in Task.objects.filter(town=town).select_related("topic__matter").iterator(chunk_size=_CHUNK):
        number, seq, said = told.pop(row.pk, ("", 0, {}))
        kept = {"what": row.what, "due_on": f"{row.due_on}"}
        is_same = number == row.topic.matter.number and _same(said, kept)
        how = done[row.pk][2] if row.pk in done else {"how": ""}
        if not is_same or (row.done_at is None) == (row.pk in done) or not _same(how, {"how": row.how}):
            says = f"议题 {row.topic.matter.number} 的任务与动态不符：内容、日子或落实情况被改过。"
            yield Fault(row.topic.matter.number, seq, "changed", says)
    yield from _gone(told, "任务")


def steps(town: Place) -> Iterator[Fault]:
    told = _told(town, "topic_step", "row")
    for row in Step.objects.filter(town=town).select_related("topic__matter").iterator(chunk_size=_CHUNK):
        number, seq, said = told.pop(row.pk, ("", 0, {}))
        counts = {"members": row.members, "present": row.present, "yes": row.yes}
        kept = {"step": row.number, "day": f"{row.day}", "words": row.words} | counts
        if number != row.topic.matter.number or not _same(said, kept):
            says = f"议题 {row.topic.matter.number} 四议两公开第 {row.number} 步与动态不符。"
            yield Fault(row.topic.matter.number, seq, "changed", says)
    yield from _gone(told, "步骤")


def minutes(town: Place) -> Iterator[Fault]:
    """What was signed is the newest text, and still has the digest that its topics hold."""
    for row in Meeting.objects.filter(town=town, signed_at__isnull=False).iterator(chunk_size=_CHUNK):
        last = row.minutes.order_by("-number").first()
        digest = hashlib.sha256(last.text.encode()).hexdigest() if last is not None else ""
        told = Event.objects.filter(town=town, name="topic_minutes", particulars__meeting=row.pk)
        if digest != row.minutes_sha256 or told.exclude(particulars__sha256=digest).exists():
            yield Fault(f"会议 {row.pk}", 0, "changed", f"会议 {row.pk} 的记录在签字归档以后被改过。")


def notices(town: Place) -> Iterator[Fault]:
    """Those that hang for a topic."""
    told, down = _told(town, "topic_published", "notice"), _told(town, "topic_notice_down", "notice")
    rows = CouncilNotice.objects.filter(town=town, topic__isnull=False).select_related("topic__matter")
    for row in rows.iterator(chunk_size=_CHUNK):
        assert row.topic is not None  # asked for
        number, seq, _said = told.pop(row.pk, ("", 0, {}))
        is_told = number == row.topic.matter.number
        if not is_told or (row.withdrawn_at is None) == (row.pk in down):
            says = f"议题 {row.topic.matter.number} 的公开栏公告与动态不符。"
            yield Fault(row.topic.matter.number, seq, "changed", says)
    yield from _gone(told, "公告")


def _same(said: dict[str, Any], kept: dict[str, Any]) -> bool:
    """A purge leaves the same word on both sides."""
    return all(said.get(key) == value for key, value in kept.items())


def _gone(told: dict[int, tuple[str, int, dict[str, Any]]], what: str) -> Iterator[Fault]:
    for number, seq, _said in told.values():
        yield Fault(number, seq, "dropped", f"议题 {number} 第 {seq} 条写下的{what}不见了。")


for name, proof in (
    ("council.decisions", decisions),
    ("council.tasks", tasks),
    ("council.steps", steps),
    ("council.minutes", minutes),
    ("council.notices", notices),
):
    proofs.register(name, proof)
