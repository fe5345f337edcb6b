from __future__ import annotations

from datetime import datetime

from xiangyue.kernel import access
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Attachment, Event, Matter, Seat


def add_note(matter: Matter, *, text: str, seat: Seat, at: datetime) -> Event:
    access.require(seat, "matters.note", of=matter)
    if not text.strip():
        raise Refused("备注是空的，请写几个字。")
    return kernel.record(matter, "noted", actor=kernel.Actor.of(seat), at=at, text=text.strip())


def add_file(
    matter: Matter, upload: kernel.Upload, *, seat: Seat, at: datetime, for_requester: bool = False
) -> Attachment:
    """A photo (re-encoded, without its EXIF) or a PDF; the same file twice is one attachment and one event."""
    access.require(seat, "matters.note", of=matter)
    return kernel.attach(matter, upload, actor=kernel.Actor.of(seat), at=at, for_requester=for_requester)
