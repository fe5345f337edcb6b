"""Reading the hotline's door: its runs and saved mappings, only those of the seat's own town."""

from __future__ import annotations

from django.db.models import QuerySet

from xiangyue.doors.hotline.models import ColumnMapping, ImportRun
from xiangyue.kernel.access import require
from xiangyue.kernel.errors import NotAllowed
from xiangyue.kernel.models import Place, Seat


def runs(seat: Seat) -> QuerySet[ImportRun]:
    require(seat, "hotline.import")
    return ImportRun.objects.filter(town_id=seat.town_id)


def run_for(seat: Seat, pk: int) -> ImportRun:
    """NotAllowed for another town's, in the same words as for one that is not there."""
    run = runs(seat).select_related("mapping", "seat", "town").filter(pk=pk).first()
    if run is None:
        raise NotAllowed("没有这个导入批次，或者您的岗位看不到它。")
    return run


def mappings(town: Place) -> QuerySet[ColumnMapping]:
    return ColumnMapping.objects.filter(town=town).order_by("name")
