"""What a township decides is dated rows: the one that holds on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet

from xiangyue.kernel.models import Place, Rule


def rule_on(town: Place, kind: str, key: str, day: date) -> Rule | None:
    """The dated row that holds on this day, the latest begun first."""
    held = Rule.objects.filter(town=town, kind=kind, key=key, valid_from__lte=day)
    return held.filter(Q(valid_to=None) | Q(valid_to__gt=day)).order_by("-valid_from").first()


def first_rule_on(town: Place, kind: str, keys: Sequence[str], day: date) -> Rule | None:
    """Of the rows that hold on this day that of the key named first."""
    found = {row.key: row for row in holding_on(town, kind, day).filter(key__in=keys)}
    return next((found[key] for key in keys if key in found), None)


def holding_on(town: Place, kind: str, day: date) -> QuerySet[Rule]:
    """Every row of the kind that holds on this day, by key."""
    held = Rule.objects.filter(town=town, kind=kind, valid_from__lte=day)
    return held.filter(Q(valid_to=None) | Q(valid_to__gt=day)).order_by("key", "valid_from")


def rules_on(town: Place, kind: str, day: date) -> list[Rule]:
    """The one of each key that holds on this day, by key."""
    return list({row.key: row for row in holding_on(town, kind, day)}.values())
