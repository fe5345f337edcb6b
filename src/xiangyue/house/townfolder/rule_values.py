"""What is wrong with the value of a dated rule, by its kind: a sentence, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal, InvalidOperation

from xiangyue.desks.council.rules import BOARD as COUNCIL_BOARD
from xiangyue.desks.council.rules import RULE as COUNCIL
from xiangyue.desks.council.rules import wrong_board, wrong_body
from xiangyue.desks.duty.rules import RULE as DUTY_RULE
from xiangyue.desks.duty.rules import wrong_duty
from xiangyue.desks.handling.access import RELEASERS
from xiangyue.desks.handling.rules import KIND as RELEASE
from xiangyue.desks.handling.rules import OBJECTING, wrong_objecting, wrong_release
from xiangyue.desks.honours.rules import UNDERTAKING, wrong_undertaking
from xiangyue.desks.taskforce.rules import CRITERION, PETITION, wrong_criterion, wrong_term
from xiangyue.desks.upward.rules import CLAUSE, wrong_clause, wrong_upward
from xiangyue.desks.upward.rules import RULE as UPWARD
from xiangyue.doors.open311.rules import wrong_attributes
from xiangyue.figures.appeals.rules import GROUND, LIMIT, wrong_ground, wrong_limit
from xiangyue.figures.indicators.queries import SMALL_CELLS
from xiangyue.figures.indicators.thresholds import RULE as THRESHOLD
from xiangyue.figures.indicators.thresholds import wrong_threshold
from xiangyue.house.traces.purge import KEY as ACCESS_LOG
from xiangyue.house.traces.purge import LEAST_DAYS
from xiangyue.kernel.actions.retention import RULE as RETENTION
from xiangyue.ledgers.book.rules import RULE as LEDGER
from xiangyue.ledgers.book.rules import wrong_ledger
from xiangyue.ledgers.farmland.duty import FINDING, ROUND, wrong_finding, wrong_round
from xiangyue.ledgers.farmland.rules import RULE as SOWING
from xiangyue.ledgers.farmland.rules import wrong_sowing
from xiangyue.ledgers.outages.rules import RULE as OUTAGE
from xiangyue.ledgers.outages.rules import wrong_outage
from xiangyue.lib.decimals import is_whole

DEADLINES = ("urgent", "utility", "general", "complex")
_DEADLINE_UNITS = ("working_days", "working_hours", "natural_hours")


def wrong_rule(kind: str, key: str, value: object) -> str:
    if not isinstance(value, dict):
        return '规则的值要写成 {"名称": 值} 的样子'
    return _RULE_CHECKS[kind](key, value) if kind in _RULE_CHECKS else ""


def _office(key: str, value: dict[str, object]) -> str:
    if value.get("always"):
        return ""
    periods = value.get("periods")
    if not isinstance(periods, list) or not periods:
        return '办公时间要写 periods，如 ["09:00-12:00"]'
    try:
        spans = [tuple(time.fromisoformat(end) for end in str(period).split("-")) for period in periods]
        return "" if all(len(span) == 2 and span[0] < span[1] for span in spans) else "有一段办公时间的开始不早于结束"
    except ValueError:
        return "办公时间要写成 09:00-12:00"


def _deadline(key: str, value: dict[str, object]) -> str:
    if key not in DEADLINES:
        return f"没有“{key}”这一档时限"
    if value.get("unit") not in _DEADLINE_UNITS:
        return f"unit 只能是 {'、'.join(_DEADLINE_UNITS)}"
    wrong = [name for name in ("amount", "sign_minutes", "contact_minutes") if not is_whole(value.get(name))]
    return f"{'、'.join(wrong)} 要是正整数" if wrong else ""


def _suppression(key: str, value: dict[str, object]) -> str:
    return "" if is_whole(value.get("below")) else "below 要是正整数：少于几个就不显示"


def _retention(key: str, value: dict[str, object]) -> str:
    days = value.get("days")
    if not isinstance(days, int) or not is_whole(days):
        return "days 要是正整数"
    return f"访问日志至少保存 {LEAST_DAYS} 天" if key == ACCESS_LOG and days < LEAST_DAYS else ""


def _day(key: str, value: dict[str, object]) -> str:
    try:
        date.fromisoformat(key)
    except ValueError:
        return "key 要是 2024-01-31 样子的日期"
    return "" if isinstance(value.get("is_off"), bool) else "is_off 只能是 true 或 false"


def _callback(key: str, value: dict[str, object]) -> str:
    wrong = [name for name in ("within_days", "attempts", "reopen_days") if not is_whole(value.get(name))]
    return f"{'、'.join(wrong)} 要是正整数" if wrong else ""


def _contact(key: str, value: dict[str, object]) -> str:
    wrong = [name for name in ("title", "phone") if not isinstance(value.get(name), str) or not value[name]]
    return f"{'、'.join(wrong)} 要写成文字" if wrong else ""


def _scoring(key: str, value: dict[str, object]) -> str:
    weights, points = value.get("weights"), value.get("satisfaction")
    if not isinstance(weights, dict) or not isinstance(points, dict):
        return "要有 weights 和 satisfaction 两部分"
    try:
        total = sum((Decimal(str(weights[name])) for name in ("response", "solution", "satisfaction")), Decimal())
        marks = [finite(str(points[answer])) for answer in ("yes", "mostly", "fair", "no")]
    except (KeyError, ValueError, InvalidOperation):
        return '权重和满意度的分值要齐全，并写成数字文字，如 "0.5"'
    if total != 1:
        return f"三个权重加起来是 {total}，不是 1"
    return "" if all(0 <= mark <= 1 for mark in marks) else "满意度的分值要在 0 和 1 之间"


def _release(key: str, value: dict[str, object]) -> str:
    return wrong_release(value, RELEASERS)


_RULE_CHECKS: dict[str, Callable[[str, dict[str, object]], str]] = {
    "office": _office,
    "deadline": _deadline,
    "day": _day,
    "callback": _callback,
    "contact": _contact,
    RETENTION: _retention,
    "scoring": _scoring,
    "open311": wrong_attributes,
    RELEASE: _release,
    OBJECTING: wrong_objecting,
    CLAUSE: wrong_clause,
    COUNCIL: wrong_body,
    COUNCIL_BOARD: wrong_board,
    DUTY_RULE: wrong_duty,
    OUTAGE: wrong_outage,
    LEDGER: wrong_ledger,
    SOWING: wrong_sowing,
    ROUND: wrong_round,
    FINDING: wrong_finding,
    UPWARD: wrong_upward,
    CRITERION: wrong_criterion,
    PETITION: wrong_term,
    UNDERTAKING: wrong_undertaking,
    SMALL_CELLS: _suppression,
    THRESHOLD: wrong_threshold,
    GROUND: wrong_ground,
    LIMIT: wrong_limit,
}


def finite(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(text)
    return number
