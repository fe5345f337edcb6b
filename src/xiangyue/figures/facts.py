"""Published statements about a town, counted again from its own records. A statement without records does not hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from xiangyue.desks.leader.models import Instruction
from xiangyue.doors.enterprise import queries as enterprise
from xiangyue.doors.mailbox import queries as mailbox
from xiangyue.doors.mailbox.kind import LETTER
from xiangyue.doors.mailbox.models import Evaluation
from xiangyue.doors.onsite.models import Visit
from xiangyue.doors.reception import queries as reception
from xiangyue.figures.score.queries import district_ranking
from xiangyue.kernel.errors import MissingRule
from xiangyue.kernel.models import Event, Matter, Place, Rule
from xiangyue.kernel.timekeeping import ZONE, local_day

# 诉求量 counts the request types of 条例 art. 2 that ask for something to be done; 咨询 and 表扬 are work orders but no
# appeals.
APPEALS = ("help", "complaint", "report", "suggestion")
ORDER_DOOR = "hotline"  # 工单 are what came from 12345; letters and visits are matters but not work orders


@dataclass(frozen=True)
class Count:
    """A figure as numerator over denominator; `value` is None when there are no records to count."""

    value: Fraction | None
    numerator: int
    denominator: int
    why: str


@dataclass(frozen=True)
class Fact:
    """What was published beside what we count. `counted` is rounded as the statement is."""

    id: str
    statement: str
    holds: bool
    published: str
    counted: str | None
    unit: str
    numerator: int
    denominator: int
    why: str


def facts(town: Place, year: int) -> list[Fact]:
    """The statements loaded for this year, in the order of their ids."""
    rules = Rule.objects.filter(town=town, kind="fact", valid_to=None).order_by("key")
    return [_fact(town, rule.key, rule.value) for rule in rules if rule.value["period"].startswith(f"{year}")]


def as_dicts(rows: list[Fact]) -> list[dict[str, Any]]:
    return [asdict(row) for row in rows]


def _fact(town: Place, key: str, told: dict[str, Any]) -> Fact:
    counting = _FIGURES.get(told["figure"])
    if counting is None:
        count = Count(None, 0, 0, f"没有名为“{told['figure']}”的算法，不能核对")
    else:
        count = counting(town, told["period"])
    counted = rounded(count.value, told["rounding"]) if count.value is not None else None
    said = Decimal(told["value"])
    holds = counted is not None and (counted > said if told.get("bound") == "over" else counted == said)
    return Fact(
        key,
        told["statement"],
        holds,
        told["value"],
        str(counted) if counted is not None else None,
        told["unit"],
        count.numerator,
        count.denominator,
        count.why,
    )


def rounded(value: Fraction, places: int) -> Decimal:
    """Half up, away from zero, as people round in writing."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def instructed_on_its_day(town: Place, period: str) -> Count:
    """S26: the share of the year's work orders that a leader instructed before the noon after their window had
    closed.
    """
    received = _orders(town, int(period[:4]))
    whole = received.count()
    done = received.filter(pk__in=Instruction.objects.filter(town=town, is_same_day=True).values("matter")).count()
    if not whole:
        return Count(None, 0, 0, f"{period[:4]} 年没有收到工单的记录")
    return Count(
        Fraction(100 * done, whole),
        done,
        whole,
        "当日批示的工单 ÷ 当年收到的工单；当日＝所在日报窗口结束后的次日中午之前",
    )


def orders_year_on_year(town: Place, period: str) -> Count:
    """S29: all work orders by the moment they were received."""
    return _change(town, period, lambda year: _orders(town, year).count(), "全部12345工单，按来电时间")


def appeals_year_on_year(town: Place, period: str) -> Count:
    """S28: of them, those that ask for something; 咨询 and 表扬 are left out."""
    return _change(
        town,
        period,
        lambda year: _orders(town, year).filter(request_type__in=APPEALS).count(),
        "诉求＝求助、投诉、举报、建议，不含咨询和表扬，按来电时间",
    )


def district_rank(town: Place, period: str) -> Count:
    """S30: the town's place among those of the district that can be ranked in an assessment period."""
    try:
        rows = district_ranking(town, period)
    except (MissingRule, ValueError) as error:
        return Count(None, 0, 0, f"{period} 考核期排不了名：{error}")
    own = next((row for row in rows if row.town.pk == town.pk), None)
    ranked = sum(1 for row in rows if row.rank is not None)
    if own is None or own.rank is None:
        return Count(None, 0, ranked, f"本镇在 {period} 考核期没有足够的有效回访，不参加排名")
    if ranked < 2:
        return Count(None, own.rank, ranked, f"{period} 考核期没有别的镇街的成绩，谈不上名次")
    return Count(Fraction(own.rank), own.rank, ranked, f"{period} 考核期综合分名次 ÷ 参加排名的镇街数")


def reception_day_closed(town: Place, period: str) -> Count:
    """S13: of what the hall of 小务村 collected since July, the share that is closed; the published number is that of
    the matters.
    """
    since, until = (date.fromisoformat(day) for day in period.split(".."))
    village = Place.objects.filter(town=town, level="village", name="小务村").first()
    raised, closed = reception.collected(town, village, since, until) if village else (0, 0)
    if not raised:
        return Count(None, 0, 0, "没有小务村接待日的记录")
    return Count(
        Fraction(raised if closed == raised else 0),
        closed,
        raised,
        "接待日收集的事项；只有全部办结才算一致：办结 ÷ 收集",
    )


def letters_in_person(town: Place, period: str) -> Count:
    """S14: of the letters since the mini-program, the share that the secretary instructed in person."""
    since, until = (_midnight(day) for day in period.split(".."))
    received = Matter.objects.filter(town=town, kind=LETTER.name, received_at__gte=since, received_at__lt=until)
    by_secretary = Event.objects.filter(matter__in=received, name="letter_instructed", seat__role="secretary").values(
        "matter"
    )
    whole, done = received.count(), received.filter(pk__in=by_secretary).count()
    if not whole:
        return Count(None, 0, 0, "没有来信的记录")
    return Count(Fraction(100 * done, whole), done, whole, "书记本人批示的来信 ÷ 全部来信")


def evaluators_named(town: Place, period: str) -> Count:
    """S15: how many named evaluators scored letters in the year."""
    year = int(period[:4])
    scored = Evaluation.objects.filter(
        town=town, at__gte=_midnight(f"{year}-01-01"), at__lt=_midnight(f"{year + 1}-01-01")
    )
    named = scored.values("evaluator").distinct().count()
    return Count(
        Fraction(named) if named else None,
        named,
        scored.count(),
        "有评分的评价方；分母为评分条数。四评的成员无公开出处，为演示默认",
    )


def vibration_strips(town: Place, period: str) -> Count:
    """S16: the letter about the strips in Kongxing Road at 前马坊村, answered and closed."""
    letters = Matter.objects.filter(town=town, kind=LETTER.name, place__name="前马坊村", title__contains="孔兴路减速带")
    closed = letters.filter(closed_at__isnull=False).count()
    return Count(
        Fraction(closed) if closed else None, closed, letters.count(), "前马坊村关于孔兴路减速带的来信：办结 ÷ 收到"
    )


def people_received(town: Place, period: str) -> Count:
    """S17: person-times at appointments and field visits."""
    since, until = (date.fromisoformat(day) for day in period.split(".."))
    people = mailbox.people_received(town, since, until)
    return Count(Fraction(people) if people else None, people, 1, "约访、下访登记的人次")


def first_contact(town: Place, period: str) -> Count:
    """S58: of the firms' requests closed in the year, the share that its first contact followed to the end."""
    kept, closed = enterprise.first_contact_share(town, int(period[:4]))
    if not closed:
        return Count(None, 0, 0, f"{period[:4]} 年没有办结的企业诉求")
    return Count(Fraction(100 * kept, closed), kept, closed, "首问责任人跟办到底的 ÷ 办结的企业诉求，不含撤回")


def large_invoices(town: Place, period: str) -> Count:
    """S59: requests about invoices that the secretary took up in person, the firm satisfied with the solution."""
    solved = enterprise.supervised_closed(town, int(period[:4]))
    return Count(Fraction(solved) if solved else None, solved, 1, "税票类、书记包办、企业对解决满意的诉求件数")


def raised_on_site(town: Place, period: str) -> Count:
    """S22: of what was raised at the on-site offices opened in the year, the share that was answered or handed on that
    same day.
    """
    visits = Visit.objects.filter(town=town, stop__project__opened_on__year=int(period[:4]), matter__isnull=False)
    rows = list(visits.values_list("at", "matter__answered_at", "pk"))
    sent = dict(
        Event.objects.filter(matter__onsite_visit__in=visits, name="dispatched")
        .values_list("matter__onsite_visit", "at")
        .order_by("-seq")
    )
    same_day = sum(1 for at, _, pk in rows if pk in sent and local_day(sent[pk]) == local_day(at))
    if not rows:
        return Count(None, 0, 0, f"{period[:4]} 年没有现场办公的记录")
    return Count(
        Fraction(100 * same_day, len(rows)), same_day, len(rows), "现场走访反映的事里，当天派出或当场办结的 ÷ 全部"
    )


def yongle_street(town: Place, period: str) -> Count:
    """S23: of what the shops of the street raised, the share that was closed. `period` is the month in which it
    began.
    """
    visits = Visit.objects.filter(town=town, stop__project__title__startswith="永乐大街", matter__isnull=False)
    raised, closed = visits.count(), visits.filter(matter__closed_at__isnull=False).count()
    if not raised:
        return Count(None, 0, 0, "没有永乐大街现场办公的记录")
    return Count(Fraction(100 * closed, raised), closed, raised, f"{period} 起逐户走访：办结 ÷ 反映")


def _orders(town: Place, year: int) -> Any:
    """Work orders received in the calendar year of the town's own time."""
    start, end = (
        datetime.combine(datetime(one, 1, 1).date(), time(), ZONE).astimezone(UTC) for one in (year, year + 1)
    )
    return Matter.objects.filter(town=town, door=ORDER_DOOR, received_at__gte=start, received_at__lt=end)


def _midnight(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(), ZONE).astimezone(UTC)


def _change(town: Place, period: str, counted: Callable[[int], int], basis: str) -> Count:
    year = int(period[:4])
    now, before = counted(year), counted(year - 1)
    if not before:
        return Count(None, now, 0, f"{year - 1} 年没有记录，无法同比")
    if not now:
        return Count(None, 0, before, f"{year} 年没有记录，无法同比")
    return Count(
        Fraction(100 * (now - before), before), now, before, f"{basis}：{year} 年 {now} 件，{year - 1} 年 {before} 件"
    )


_FIGURES: dict[str, Callable[[Place, str], Count]] = {
    "instructed_on_its_day": instructed_on_its_day,
    "orders_year_on_year": orders_year_on_year,
    "appeals_year_on_year": appeals_year_on_year,
    "district_rank": district_rank,
    "reception_day_closed": reception_day_closed,
    "letters_in_person": letters_in_person,
    "evaluators_named": evaluators_named,
    "vibration_strips": vibration_strips,
    "people_received": people_received,
    "first_contact": first_contact,
    "large_invoices": large_invoices,
    "raised_on_site": raised_on_site,
    "yongle_street": yongle_street,
}
