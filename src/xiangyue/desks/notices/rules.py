"""What may stand in a notice's words, and when it may be sent. Plain values only."""

from datetime import datetime, time, timedelta
from string import Formatter

NAMES = ("number", "title", "unit", "due")  # what may stand in braces; names and phones never do
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
