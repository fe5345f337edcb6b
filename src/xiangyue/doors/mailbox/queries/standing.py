"""Where one letter stands, and what the secretary reviews."""

from __future__ import annotations

from datetime import date

from django.db.models import F, OuterRef, QuerySet, Subquery

from xiangyue.doors.mailbox.rules import SIGNS, Evaluator, Marks, evaluators_from, marks_of, stage_of
from xiangyue.kernel.dated import rule_on
from xiangyue.kernel.models import Event, Matter, Place

_ALL_SIGNS = [name for names in SIGNS.values() for name in names]


def with_marks(rows: QuerySet[Matter]) -> QuerySet[Matter]:
    """Each matter with its marks and whether its parent was answered, in the same query; `stage_of_row` reads them."""
    told = {
        f"mark_{mark}": Subquery(
            Event.objects.filter(matter=OuterRef("pk"), name__in=names).order_by("-seq").values("seq")[:1]
        )
        for mark, names in SIGNS.items()
    }
    return rows.annotate(**told, parent_answered_at=F("parent__answered_at"))


def stage_of_row(row: Matter) -> str:
    marks = Marks(**{mark: getattr(row, f"mark_{mark}") or 0 for mark in SIGNS})
    return stage_of(row.state, marks, parent_answered=row.parent_answered_at is not None)  # type: ignore[attr-defined]


def stage_now(matter: Matter) -> str:
    told = matter.events.filter(name__in=_ALL_SIGNS).values_list("seq", "name")
    return stage_of(matter.state, marks_of(told), parent_answered=is_joined_answered(matter))


def is_joined_answered(matter: Matter) -> bool:
    return matter.parent is not None and matter.parent.answered_at is not None


def answer_to_review(matter: Matter) -> str:
    """The words of the answer that waits for the secretary: the unit's own, or that of the matter it is joined with."""
    holder, name = (matter.parent, "answered") if matter.parent is not None else (matter, "answer_written")
    last = holder.events.filter(name=name).order_by("-seq").first()
    return str(last.particulars["text"]) if last is not None else ""


def calls_in_vain(matter: Matter) -> int:
    """Calls for the rating that reached nobody since the letter was last reopened."""
    told = list(
        matter.events.filter(name__in=("letter_call_failed", "reopened")).order_by("seq").values_list("name", flat=True)
    )
    return told[::-1].index("reopened") if "reopened" in told else len(told)


def evaluators(town: Place, day: date) -> list[Evaluator]:
    """Those of the town's dated row, else the default (rules.DEFAULT_EVALUATORS)."""
    rule = rule_on(town, "evaluators", "mailbox", day)
    return evaluators_from(rule.value if rule else None)
