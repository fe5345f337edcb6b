"""Who is served, what may be asked for, and the requests as everybody may see them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from xiangyue.doors.open311.faults import Fault
from xiangyue.doors.open311.models import ApiKey, Report
from xiangyue.doors.open311.rules import Attribute, attributes_of
from xiangyue.kernel.dated import rule_on
from xiangyue.kernel.errors import MissingRule
from xiangyue.kernel.models import Category, Event, Party, Place, Rule
from xiangyue.kernel.queries import open_towns
from xiangyue.kernel.shortly import shortly

# A dated row of this kind, keyed by the service code, holds a service's questions: {"attributes": [...]}.
QUESTIONS = "open311"


def jurisdiction(code: str) -> Place:
    """The town of this 12-digit code; without one, the only town that works with this system."""
    towns = open_towns()
    if code:
        town = shortly(f"open311:town:{code[:20]}", lambda: towns.filter(code=code).first())
        if town is None:
            raise Fault(404, "没有这个 jurisdiction_id（镇的 12 位代码）。")
        return town
    held = list(towns[:2])
    if len(held) > 1:
        raise Fault(400, "这里有几个镇，请在 jurisdiction_id 里写明镇的 12 位代码。")
    if not held:
        raise Fault(404, "这里还没有装载任何镇。")
    return held[0]


def key_of(town: Place, secret: str, at: datetime) -> ApiKey | None:
    """The town's key behind the secret, if it holds at this moment."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    return ApiKey.objects.filter(Q(until=None) | Q(until__gt=at), town=town, digest=digest).first()


def services(town: Place, day: date) -> QuerySet[Category]:
    return Category.objects.filter(town=town).on(day).order_by("code")


def service(town: Place, code: str, day: date) -> Category:
    found = shortly(
        f"open311:service:{town.pk}:{day}:{hashlib.sha256(code.encode()).hexdigest()}",
        lambda: services(town, day).filter(code=code).first(),
    )
    if found is None:
        raise Fault(404, "没有这个 service_code，请先查服务列表。")
    return found


def codes_with_questions(town: Place, day: date) -> set[str]:
    rows = Rule.objects.filter(town=town, kind=QUESTIONS, valid_from__lte=day).filter(
        Q(valid_to=None) | Q(valid_to__gt=day)
    )
    latest = {row.key: row for row in rows.order_by("valid_from")}
    return {key for key, row in latest.items() if row.value.get("attributes")}


def questions(town: Place, code: str, day: date) -> list[Attribute]:
    """MissingRule when the town's row is malformed: an answer to it could not be checked."""
    value = shortly(
        f"open311:questions:{town.pk}:{day}:{code}", lambda: getattr(rule_on(town, QUESTIONS, code, day), "value", {})
    )
    try:
        return attributes_of(value) if value else []
    except ValueError as error:
        raise MissingRule(
            "本镇规则 {questions}/{code} 写得不对：{error}。请联系市民诉求处置中心。",
            questions=QUESTIONS,
            code=code,
            error=error,
        ) from error


def changed_on(towns: Iterable[Place], day: date) -> date:
    """The last day up to this one on which a service or its questions began; the day itself where there are none."""
    begun = {"town__in": list(towns), "valid_from__lte": day}
    last = [
        Category.objects.filter(**begun).aggregate(last=Max("valid_from"))["last"],
        Rule.objects.filter(**begun, kind=QUESTIONS).aggregate(last=Max("valid_from"))["last"],
    ]
    return max((one for one in last if one is not None), default=day)


def centre_of(towns: Iterable[Place]) -> str:
    """The names of the appeal-handling centres, which give out keys."""
    units = Party.objects.filter(town__in=list(towns), kind="unit", unit_kind="centre", is_active=True).select_related(
        "town"
    )
    return "、".join(f"{unit.town.name}{unit.title}" for unit in units.order_by("town__code", "code"))


def published(town: Place) -> QuerySet[Report]:
    """Only what came through this door, never a confidential report or what was found to be secret or private."""
    return (
        Report.objects.filter(town=town, matter__is_confidential=False)
        .exclude(matter__disposition="SECRET_PRIVACY")
        .select_related("matter__category", "matter__lead_unit", "matter__place", "matter__requester__key")
    )


def by_number(town: Place, numbers: Iterable[str]) -> list[Report]:
    """Newest first; numbers that are not there, or another town's, are left out."""
    return list(
        published(town).filter(matter__town=town, matter__number__in=list(numbers)).order_by("-requested_at", "-id")
    )


def by_token(town: Place, token: str) -> Report:
    report = Report.objects.filter(town=town, token=token).select_related("matter").first()
    if report is None:
        raise Fault(404, "没有这个 token。")
    return report


def requested(
    town: Place,
    *,
    since: datetime | None,
    until: datetime | None,
    changed: tuple[datetime, datetime] | None,
    told: Iterable[str],
    codes: list[str],
    is_closed: bool | None,
    first: int,
    size: int,
) -> list[Report]:
    """`size` requests from the `first` on (counted from 0), newest first; `codes` empty and None leave none out.

    `changed`: when the requests were last updated, by the events of the names in `told`.
    """
    rows = published(town)
    if since is not None and until is not None:
        rows = rows.filter(requested_at__gte=since, requested_at__lte=until)
    if changed is not None:
        last = Event.objects.filter(matter=OuterRef("matter"), name__in=list(told)).order_by("-seq").values("at")[:1]
        rows = rows.annotate(updated_at=Coalesce("matter__closed_at", Subquery(last), "matter__received_at"))
        rows = rows.filter(updated_at__gte=changed[0], updated_at__lte=changed[1])
    if codes:
        rows = rows.filter(matter__category__code__in=codes)
    if is_closed is not None:
        rows = rows.filter(matter__closed_at__isnull=not is_closed)
    return list(rows.order_by("-requested_at", "-id")[first : first + size])


def events_of(reports: Iterable[Report], names: Iterable[str]) -> dict[int, list[Event]]:
    """The events of these names by matter, oldest first."""
    held: dict[int, list[Event]] = {}
    matters = [report.matter_id for report in reports]
    events = Event.objects.filter(matter__in=matters, name__in=list(names)).with_texts()
    for event in events.order_by("matter_id", "seq"):
        held.setdefault(event.matter_id, []).append(event)
    return held


def updates(
    town: Place, names: Iterable[str], *, since: datetime, until: datetime, numbers: list[str], first: int, size: int
) -> list[tuple[Report, Event]]:
    """What happened to published requests in a span of time, newest first."""
    reports = published(town)
    if numbers:
        reports = reports.filter(matter__town=town, matter__number__in=numbers)
    events = Event.objects.filter(
        town=town, matter__in=reports.values("matter_id"), name__in=list(names), at__gte=since, at__lte=until
    )
    found = list(events.with_texts().order_by("-at", "-id")[first : first + size])
    known = {
        report.matter_id: report for report in published(town).filter(matter__in={event.matter_id for event in found})
    }
    return [(known[event.matter_id], event) for event in found]
