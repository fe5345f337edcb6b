"""Whom an event is told to, in which words, and when it may be sent. Plain values only."""

from datetime import datetime, time, timedelta
from string import Formatter

# event → audience → language → words. "received" is not among them: whoever says something holds its receipt already.
WORDS: dict[str, dict[str, dict[str, str]]] = {
    "dispatched": {
        "requester": {
            "zh": "您的事（{number}）已交{unit}办理，{due}前答复您。",
            "en": "Your matter {number} is now with {unit}; you will have an answer by {due}.",
        },
        "unit": {
            "zh": "新事项 {number}：{title}。请签收，{due}前办结。",
            "en": "New matter {number}: {title}. Please sign for it; due {due}.",
        },
    },
    "answered": {
        "requester": {
            "zh": "您的事（{number}）有答复了，请看看解决没有，说句满不满意。",
            "en": "Your matter {number} has an answer. Please tell us whether it is solved.",
        }
    },
    "answered_with_parent": {
        "requester": {
            "zh": "您跟进的事（{number}）有答复了，请看看解决没有，说句满不满意。",
            "en": "The matter you follow ({number}) has an answer. Please tell us whether it is solved.",
        }
    },
    "visit_settled": {
        "requester": {
            "zh": "您当面反映的事（{number}）当场有了答复，请说说解决没有、满不满意。",
            "en": "What you raised in person ({number}) was answered. Please tell us whether it is solved.",
        }
    },
    "settled_on_the_spot": {
        "requester": {
            "zh": "您反映的事（{number}）当场办了，请说说解决没有、满不满意。",
            "en": "What you raised ({number}) was settled on the spot. Please tell us whether it is solved.",
        }
    },
    "promise_kept": {
        "requester": {
            "zh": "接待您时承诺的事（{number}）已兑现。",
            "en": "What was promised to you ({number}) has been done.",
        }
    },
    "clock_extended": {
        "requester": {
            "zh": "您的事（{number}）需要延长时间，改为{due}前答复。原因可在进度里看到。",
            "en": "Your matter {number} needs more time: an answer by {due}. The progress page says why.",
        }
    },
    "reopened": {
        "requester": {"zh": "您的事（{number}）已重新办理。", "en": "Your matter {number} has been taken up again."},
        "unit": {
            "zh": "重办：{number} {title}。请接着办，{due}前答复。",
            "en": "Reopened: {number} {title}. Please go on; due {due}.",
        },
    },
    "closed": {
        "requester": {
            "zh": "您的事（{number}）已办结。没解决的，期限内可要求重办。",
            "en": "Your matter {number} is closed. If it is not solved, you can ask again in time.",
        }
    },
    "clock_warned": {
        "unit": {"zh": "{number} 快到时限（{due}）：{title}", "en": "{number} is nearly due ({due}): {title}"}
    },
    "clock_rang": {
        "unit": {"zh": "{number} 已到时限（{due}）：{title}", "en": "{number} is due ({due}): {title}"},
        "centre": {
            "zh": "{unit}的 {number} 已到时限（{due}）：{title}",
            "en": "{number} of {unit} is due ({due}): {title}",
        },
    },
    "requester_added": {
        "unit": {"zh": "{number} 诉求人有补充，请查看。", "en": "The requester of {number} has added something."}
    },
    "whistled": {
        "whistled": {
            "zh": "吹哨：{number} {title}。请{due}前报到。",
            "en": "Whistle: {number} {title}. Please report by {due}.",
        }
    },
}
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
