"""What is done at the window."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from xiangyue.counter.own.slip import slip_page
from xiangyue.counter.posts import Post, on
from xiangyue.counter.readers import TEXT, Asked, Form, Reader, files
from xiangyue.doors.window import actions
from xiangyue.doors.window.forms import EntryForm
from xiangyue.doors.window.models import Entry
from xiangyue.doors.window.rules import PHOTOS_MAX
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
    photos: Sequence[Upload],
    read_back: str,
    seat: Seat,
    at: datetime,
    **told: Any,
) -> Entry:
    spoken = actions.Spoken(
        request_id=request_id, seen=seen, follows=follows, photos=photos, read_back=read_back == "yes", **told
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


_ENTRY: dict[str, Reader] = {
    "request_id": TEXT,
    "seen": _seen,
    "follows": TEXT,
    "photos": files(PHOTOS_MAX, photos_only=True),
    "": Form(EntryForm),
}
POSTS = on(
    "",
    back=lambda asked: reverse("window:desk"),
    rows=(
        Post("entry", "window.write", write_down, _ENTRY, _written, "entries", to=_slip),
        Post("reprint", "window.reprint", reprint, {"number": TEXT}, address="slips", shows=_printed),
    ),
)
