from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from xiangyue.doors.onsite.models import Project, Stop, Visit
from xiangyue.kernel.models import Place


@dataclass(frozen=True)
class Standing:
    """Where a project's office stands: stops, met in the round under way, matters raised and closed."""

    stops: int
    met: int
    raised: int
    closed: int
    round: int


def projects(town: Place) -> QuerySet[Project]:
    """Open ones first, newest first; with `n_stops`, `raised` and `closed`."""
    visits = "stops__visits"
    return (
        Project.objects.filter(town=town)
        .select_related("unit")
        .annotate(
            n_stops=Count("stops", distinct=True),
            raised=Count(f"{visits}__matter", distinct=True),
            closed=Count(
                f"{visits}__matter", filter=Q(**{f"{visits}__matter__closed_at__isnull": False}), distinct=True
            ),
        )
        .order_by("closed_on", "-opened_on", "pk")
    )


def standing(project: Project, round: int) -> Standing:
    visits = Visit.objects.filter(stop__project=project)
    told = visits.aggregate(
        raised=Count("matter"),
        closed=Count("matter", filter=Q(matter__closed_at__isnull=False)),
        met=Count("stop", filter=Q(round=round, met=True), distinct=True),
    )
    return Standing(project.stops.count(), told["met"], told["raised"], told["closed"], round)


def current_round(project: Project) -> int:
    """The round that is under way: a new one begins once everybody was met in the last, until the office is closed."""
    if project.closed_on is not None:
        return Visit.objects.filter(stop__project=project).aggregate(n=Max("round"))["n"] or 1
    last: int | None = Visit.objects.filter(stop__project=project).aggregate(n=Max("round"))["n"]
    if last is None:
        return 1
    met = Visit.objects.filter(stop__project=project, round=last, met=True).values("stop")
    return last if project.stops.exclude(pk__in=met).exists() else last + 1


def stops(project: Project, round: int) -> QuerySet[Stop]:
    """Whoever was not met in this round first; with `met_at` (None = not yet) and how many matters are left open."""
    met = Visit.objects.filter(stop=OuterRef("pk"), round=round, met=True).order_by("-at").values("at")[:1]
    return project.stops.annotate(
        met_at=Subquery(met),
        last_at=Max("visits__at"),
        left=Count("visits__matter", filter=Q(visits__matter__isnull=False, visits__matter__closed_at=None)),
        raised=Count("visits__matter"),
    ).order_by("met_at", "title", "pk")


def next_stop(project: Project, *, but: Stop) -> Stop | None:
    """Somebody else who was not met in the round under way; None when everybody was."""
    met = Visit.objects.filter(stop__project=project, round=current_round(project), met=True).values("stop")
    return project.stops.exclude(pk__in=met).exclude(pk=but.pk).order_by("title", "pk").first()


def left_over(project: Project) -> QuerySet[Visit]:
    """What was raised and is not closed, the nearest deadline first."""
    return (
        Visit.objects.filter(stop__project=project, matter__isnull=False, matter__closed_at=None)
        .select_related("stop", "matter__lead_unit", "matter__town", "matter__place", "matter__category")
        .order_by("matter__due_at", "pk")
    )
