"""受理回执: what is printed for the person who raised something. Its QR code opens the search page with the ten digits
behind `#`, where no server and no log sees them, and without the tail.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xiangyue.counter.guard import moment_of
from xiangyue.counter.own.declared import page_of
from xiangyue.kernel import receipts
from xiangyue.kernel.dated import rule_on
from xiangyue.kernel.errors import MissingRule, Refused
from xiangyue.kernel.models import Matter, Party, Place
from xiangyue.kernel.timekeeping import TownTime, local_day, office_key

CONTACT = "contact"  # the town's rule: {"title": …, "phone": …}, whom to call


@dataclass(frozen=True)
class Slip:
    """`due_at` is what binds, or, where no unit has it yet (`is_usual`), what the town's class of it usually takes;
    None where the town says nothing or the answer is there. `call` is (who, telephone), which may be empty.
    """

    matter: Matter
    code: str
    tail: str
    due_at: datetime | None
    is_usual: bool
    call: tuple[str, str]
    find: str
    picture: str


def slip_of(matter: Matter, *, find: str, at: datetime) -> Slip:
    """`find` is the whole address of the search page. Refused where no receipt was given out."""
    code, tail = receipts.shown(matter)
    if not code:
        raise Refused("这件事没有查询码，没有回执可以打印。")
    is_open = matter.answered_at is None and matter.closed_at is None
    due = (matter.due_at or _usually(matter)) if is_open else None
    picture = segno.make(f"{find}#{code}", micro=False, error="m").svg_data_uri(scale=4, border=2)
    return Slip(matter, code, tail, due, matter.due_at is None, _whom(matter.town, at), find, picture)


def slip_page(request: HttpRequest, matter: Matter, *, back: str) -> HttpResponse:
    """The page to print; `back` is where one came from. Whoever calls this has asked who may see the code."""
    find = request.build_absolute_uri(reverse(f"{page_of(matter).room}:find", args=[matter.town.code]))
    at = moment_of(request)
    context = {"slip": slip_of(matter, find=find, at=at), "town": matter.town, "back": back, "at": at}
    return render(request, "own/slip.html", context)


def _usually(matter: Matter) -> datetime | None:
    time = TownTime(matter.town)
    urgency = matter.category.urgency if matter.category is not None else matter.urgency
    try:
        deadline = time.deadline(urgency, local_day(matter.received_at))
        return time.due(matter.received_at, deadline, office_key(deadline, ""))
    except MissingRule:
        return None


def _whom(town: Place, at: datetime) -> tuple[str, str]:
    rule = rule_on(town, CONTACT, "town", local_day(at))
    if rule is not None:
        return str(rule.value["title"]), str(rule.value["phone"])
    centre = Party.objects.filter(town=town, kind="unit", unit_kind="centre", is_active=True).first()
    return (centre.title if centre is not None else town.name), ""
