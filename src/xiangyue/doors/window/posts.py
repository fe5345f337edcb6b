"""What is done at the window."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import segno
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from xiangyue.counter.own.slip import slip_page
from xiangyue.counter.posts import Post, on
from xiangyue.counter.readers import COUNT, TEXT, Asked, Form, Reader, files
from xiangyue.doors.window import actions, papers, views
from xiangyue.doors.window.forms import EntryForm
from xiangyue.doors.window.models import Entry, Paper
from xiangyue.doors.window.rules import PAPERS, PHOTOS_MAX, tidy_serial
from xiangyue.kernel.access import matter_for
from xiangyue.kernel.actions import Upload
from xiangyue.kernel.models import Matter, Place, Seat

_SEEN_MAX = 50


def write_down(
    town: Place,
    *,
    request_id: str,
    seen: Collection[str],
    follows: str,
    paper: str,
    photos: Sequence[Upload],
    read_back: str,
    seat: Seat,
    at: datetime,
    **told: Any,
) -> Entry:
    spoken = actions.Spoken(
        request_id=request_id,
        seen=seen,
        follows=follows,
        paper=paper,
        photos=photos,
        read_back=read_back == "yes",
        **told,
    )
    return actions.write_down(town, spoken, seat=seat, at=at)


def _seen(asked: Asked, name: str) -> frozenset[str]:
    return frozenset(asked.request.POST.getlist(name)[:_SEEN_MAX])


def _slip(asked: Asked, entry: Entry) -> str:
    return reverse("window:slip", args=[entry.pk])


def _written(asked: Asked, entry: Entry) -> str:
    return gettext("已登记，编号 %(number)s。把回执给本人。") % {"number": entry.matter.number}


def reprint(town: Place, *, number: str, seat: Seat, at: datetime) -> Matter:
    return actions.reprint(matter_for(seat, number.upper()), seat=seat, at=at)


def _printed(asked: Asked, matter: Matter) -> HttpResponse:
    return slip_page(asked.request, matter, back=reverse("window:desk"))


def _blanks(asked: Asked, made: list[Paper]) -> HttpResponse:
    """The forms to print, each with a picture that leads to its own entry page."""
    home = asked.request.build_absolute_uri(reverse("window:desk"))
    rows = [
        (one, segno.make(f"{home}?paper={one.serial}", micro=False, error="q").svg_data_uri(scale=3, border=2))
        for one in made
    ]
    context = {"rows": rows, "town": asked.town, "door": made[0].serial[0], "name": PAPERS[made[0].serial[0]]}
    return render(asked.request, "window/blanks.html", context)


_ENTRY: dict[str, Reader] = {
    "request_id": TEXT,
    "seen": _seen,
    "follows": TEXT,
    "paper": lambda asked, name: tidy_serial(asked.typed(name)),
    "photos": files(PHOTOS_MAX, photos_only=True),
    "": Form(EntryForm),
}
POSTS = on(
    "",
    back=lambda asked: reverse("window:desk"),
    rows=(
        Post("entry", "window.write", write_down, _ENTRY, _written, "entries", to=_slip),
        Post("reprint", "window.reprint", reprint, {"number": TEXT}, address="slips", shows=_printed),
        Post(
            "papers_new",
            "window.write",
            papers.print_papers,
            {"door": TEXT, "count": COUNT},
            address="papers",
            page=views.blanks,
            shows=_blanks,
        ),
    ),
)
