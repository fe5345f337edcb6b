"""A suggestion from the town's own catalogue: plain, explained, and silent when it does not know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from xiangyue.lib.hantext import NameFinder

_TITLE_WEIGHT = 3  # a word in the title says more about the matter than one in a long text
_NEAR = 3
_SURE_MARGIN = 1.5  # the best must be this many times the second best to be called sure


@dataclass(frozen=True)
class Entry:
    """One line of the catalogue, as the rules need it."""

    code: str
    name: str
    words: tuple[str, ...]
    risk_words: tuple[str, ...]
    urgency: str
    unit: str


@dataclass(frozen=True)
class Suggestion:
    """Empty strings mean "does not know". `why` is fit to show to a dispatcher, one reason a line. Where it is not
    sure, `near` are the codes of the lines that it wavers between, the likeliest first.
    """

    category: str = ""
    place: str = ""
    unit: str = ""
    urgency: str = "general"
    sure: bool = False
    near: tuple[str, ...] = ()
    why: tuple[str, ...] = field(default=())


def suggest(title: str, words: str, entries: Sequence[Entry], places: NameFinder[str]) -> Suggestion:
    """The catalogue line with the most weight of its words in the text, and the first place that is named in it."""
    scored = sorted(((*_weight(title, words, entry), entry) for entry in entries), key=lambda one: -one[0])
    found = places.find(title) or places.find(words)
    place, why = (found[0][2], [f"文中提到“{found[0][1]}”"]) if found else ("", [])
    if not scored or scored[0][0] == 0:
        return Suggestion(place=place, why=(*why, "没有找到目录里的关键词，请人工归类"))
    best, hits, entry = scored[0]
    second = scored[1][0] if len(scored) > 1 else 0
    sure = best >= _SURE_MARGIN * second and best >= 2 * _TITLE_WEIGHT
    why.append(f"“{'”“'.join(hits[:4])}”指向“{entry.name}”")
    if not sure and second:
        why.append(f"与“{scored[1][2].name}”相近，请核对")
    risks = [word for word in entry.risk_words if word in title or word in words]
    urgency = "urgent" if risks else entry.urgency
    if risks:
        why.append(f"含紧急词“{'”“'.join(risks[:3])}”")
    near = () if sure else tuple(one.code for weight, _, one in scored[:_NEAR] if weight)
    return Suggestion(entry.code, place, entry.unit, urgency, sure, near, tuple(why))


def _weight(title: str, words: str, entry: Entry) -> tuple[float, list[str]]:
    hits, weight = [], 0.0
    for word in entry.words:
        times = min(words.count(word), 3) + _TITLE_WEIGHT * min(title.count(word), 1)
        if times:
            hits.append(word)
            weight += times * min(len(word), 4)
    return weight, hits
