"""Answers, and what waited for a second person's word: each row is what its events told."""

from __future__ import annotations

from collections.abc import Iterator

from xiangyue.desks.handling.models import Answer, Release
from xiangyue.kernel import proofs
from xiangyue.kernel.models import Event, Place
from xiangyue.kernel.models.event import PURGED
from xiangyue.lib.chain import Fault

TOLD = ("answer_written", "answered", "answered_by_parts", "answered_with_parent")
_CHUNK = 2000


def answers(town: Place) -> Iterator[Fault]:
    told: dict[int, tuple[str, int, str, str]] = {}  # by answer: number, seq, outcome, text
    events = Event.objects.filter(town=town, name__in=TOLD).with_texts().select_related("matter")
    for event in events.order_by("matter_id", "seq").iterator(chunk_size=_CHUNK):
        said = event.told
        told[said["answer"]] = (event.matter.number, event.seq, said["outcome_name"], said["text"])
    for row in Answer.objects.filter(town=town).select_related("matter").iterator(chunk_size=_CHUNK):
        number, seq, outcome, text = told.pop(row.pk, ("", 0, "", ""))
        if number != row.matter.number:
            says = f"事项 {row.matter.number} 有一份答复没有写下的记录。"
            yield Fault(row.matter.number, 0, "inserted", says)
        elif outcome != row.get_outcome_display() or not (text == row.text or _is_purged(row)):
            says = f"事项 {number} 的答复与第 {seq} 条写下时不一致：内容或办理结果被改过。"
            yield Fault(number, seq, "changed", says)
    for number, seq, _, _ in told.values():
        yield Fault(number, seq, "dropped", f"事项 {number} 第 {seq} 条写下的答复不见了。")


# the last of these tells how a release stands
_STANDS = {
    "release_asked": "waiting",
    "release_granted": "granted",
    "release_refused": "refused",
    "release_taken_back": "taken_back",
    "release_dropped": "dropped",
}


def releases(town: Place) -> Iterator[Fault]:
    told: dict[int, tuple[str, int, str, str]] = {}  # by release: number, seq, state, text
    events = Event.objects.filter(town=town, name__in=_STANDS).with_texts().select_related("matter")
    for event in events.order_by("matter_id", "seq").iterator(chunk_size=_CHUNK):
        said = event.told
        text = said["text"] if event.name == "release_asked" else told[said["release"]][3]
        told[said["release"]] = (event.matter.number, event.seq, _STANDS[event.name], text)
    for row in Release.objects.filter(town=town).select_related("matter").iterator(chunk_size=_CHUNK):
        number, seq, state, text = told.pop(row.pk, ("", 0, "", ""))
        if number != row.matter.number or state != row.state or not (text == row.text or _is_purged(row)):
            says = f"事项 {row.matter.number} 送审签的答复与动态不符：被改过、补过或少了记录。"
            yield Fault(row.matter.number, seq, "changed", says)
    for number, seq, _, _ in told.values():
        yield Fault(number, seq, "dropped", f"事项 {number} 第 {seq} 条送审签的答复不见了。")


def _is_purged(row: Answer | Release) -> bool:
    """An event of the first form holds its text for ever, also where the row's was purged."""
    return row.text == row.matter.title == PURGED


proofs.register("answers", answers)
proofs.register("releases", releases)
