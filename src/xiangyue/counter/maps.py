"""What lies under every map of a town, as far as its folder draws it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from xiangyue.kernel.models import Place

GROUND = {"town": _("镇界"), "water": _("水系"), "road": _("道路")}


def ground(town: Place) -> list[dict[str, Any]]:
    """[{"name", "label", "features"}] from below to above, without what is drawn nowhere."""
    drawn = Place.objects.filter(Q(pk=town.pk) | Q(town=town, level__in=("water", "road")), boundary__isnull=False)
    by_level: dict[str, list[dict[str, Any]]] = {level: [] for level in GROUND}
    for level, name, geometry in drawn.order_by("code").values_list("level", "name", "boundary"):
        by_level[level].append({"type": "Feature", "geometry": geometry, "properties": {"title": name}})
    return [
        {"name": level, "label": gettext(GROUND[level]), "features": {"type": "FeatureCollection", "features": found}}
        for level, found in by_level.items()
        if found
    ]
