"""What may stand in a notice's words, and when it may be sent. Plain values only."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from string import Formatter
from unicodedata import normalize

NAMES = ("number", "title", "unit", "due")  # what may stand in braces; names and phones never do
ASKED = "asked"  # the audience of a question whose answer comes back by the same way
LANGUAGES = ("zh", "en")
MAX_TRIES = 8
_QUIET = ("21:00", "08:00")  # where the town has no rule "quiet": a default of ours, not of any text


def unknown_names(pattern: str) -> list[str]:
    """What stands in braces and is none of NAMES; ["{"] where the braces do not match."""
    try:
        return [name for _, name, _, _ in Formatter().parse(pattern) if name is not None and name not in NAMES]
    except ValueError:
        return ["{"]


def worded(pattern: str, told: dict[str, str]) -> str:
    return pattern.format_map(told)[:500]


def not_before(moment: datetime, quiet: tuple[str, str] | None, *, is_urgent: bool) -> datetime:
    """The moment itself, or the end of the quiet hours it falls into (`moment` in the town's own time).

    Urgent ones wait for nothing. Quiet hours may run over midnight; equal ends mean there are none.
    """
    begins, ends = (time.fromisoformat(text) for text in quiet or _QUIET)
    if is_urgent or begins == ends:
        return moment
    clock = moment.timetz().replace(tzinfo=None)
    over_midnight = begins > ends
    is_quiet = (clock >= begins or clock < ends) if over_midnight else begins <= clock < ends
    if not is_quiet:
        return moment
    until = moment.replace(hour=ends.hour, minute=ends.minute, second=0, microsecond=0)
    return until if until > moment else until + timedelta(days=1)


_ANSWER = re.compile(r"(?P<tail>\d{4})?[-,，、:：]*(?P<digit>[12])?[.．、,，:：]*(?P<word>\D*)")
_WORDS = {"": None, "解决": True, "解决了": True, "已解决": True, "没解决": False, "没有解决": False, "未解决": False}
_NO_MORE = {"T", "TD", "N", "退订"}


@dataclass(frozen=True)
class Answer:
    """`tail`: the last four digits of the number that they named, or ""."""

    tail: str
    solved: bool


def answer_in(text: str) -> Answer | None:
    """`1`, `２`, `1 解决`, `没解决。`, `1234 2`; None for anything else, and for what contradicts itself."""
    found = _ANSWER.fullmatch(_plain(text).rstrip("。.!！"))
    if found is None or found["word"] not in _WORDS:
        return None
    by_word = _WORDS[found["word"]]
    by_digit = {"1": True, "2": False}.get(found["digit"] or "")
    said = {one for one in (by_word, by_digit) if one is not None}
    return Answer(found["tail"] or "", said.pop()) if len(said) == 1 else None


def wants_no_more(text: str) -> bool:
    return _plain(text).upper() in _NO_MORE


def _plain(text: str) -> str:
    return "".join(normalize("NFKC", text).split())
