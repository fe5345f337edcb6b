"""Dispatching over JSON: the same deed as the page's."""

# annotations stay real here: the API reads them through the guard's wrapper
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.desks.dispatch import actions
from xiangyue.kernel.access import matter_for
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Category, Party, Place
from xiangyue.kernel.timekeeping import local_day

router = Router(tags=["dispatch"])


class Dispatch(Schema):
    category: str = Field(min_length=1, max_length=20, description="code in the town's catalogue")
    unit: str = Field(min_length=1, max_length=40, description="code of the lead unit")
    place: str = Field("", max_length=40, description="code of the place")
    urgency: str = Field("general", pattern="^(urgent|utility|general|complex)$")
    note: str = Field("", max_length=300)


@router.post("/matters/{number}/dispatch")
@needs("dispatch.dispatch")
def dispatch(request: HttpRequest, number: str, wanted: Dispatch) -> dict[str, Any]:
    seat, at = seat_of(request), moment_of(request)
    matter = matter_for(seat, number, joined=())
    category = Category.objects.filter(town=seat.town, code=wanted.category).on(local_day(at)).first()
    unit = Party.objects.filter(town=seat.town, kind="unit", code=wanted.unit).first()
    if category is None or unit is None:
        raise Refused("类别或主办单位的代码在本镇找不到，请核对派单目录。")
    place = Place.objects.filter(town=seat.town, code=wanted.place).first() if wanted.place else None
    actions.send(
        matter, category=category, unit=unit, place=place, urgency=wanted.urgency, note=wanted.note, seat=seat, at=at
    )
    return {"number": number, "state": matter.state, "due_at": matter.due_at}
