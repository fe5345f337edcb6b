"""What a township decides is dated rows: the one that holds on a day."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from xiangyue.kernel.models import Place, Rule


def rule_on(town: Place, kind: str, key: str, day: date) -> Rule | None:
    """The dated row that holds on this day, the latest begun first."""
    held = Rule.objects.filter(town=town, kind=kind, key=key, valid_from__lte=day)
    return held.filter(Q(valid_to=None) | Q(valid_to__gt=day)).order_by("-valid_from").first()
