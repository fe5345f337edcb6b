from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.db import transaction

from xiangyue.kernel import access
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Attachment, Event, Matter, Seat
from xiangyue.lib.images import NotAPhoto, clean_photo

MAX_BYTES = 20 * 1024 * 1024
# Files that are kept as they are, by their first bytes; everything else must be a photo and is re-encoded.
KEPT = {b"%PDF-": ("application/pdf", "pdf")}


def add_note(matter: Matter, *, text: str, seat: Seat, at: datetime) -> Event:
    access.require(seat, "matters.note")
    if not text.strip():
        raise Refused("备注是空的，请写几个字。")
    return kernel.record(matter, "noted", actor=kernel.Actor.of(seat), at=at, text=text.strip())


@transaction.atomic
def add_file(matter: Matter, *, name: str, data: bytes, seat: Seat, at: datetime) -> Attachment:
    """A photo (re-encoded, without its EXIF) or a PDF; the same file twice is one attachment and one event."""
    access.require(seat, "matters.note")
    if len(data) > MAX_BYTES:
        raise Refused(f"“{name}”超过 20 MB，请压缩后再传。")
    media_type, ending, kept = _sniffed(name, data)
    digest = hashlib.sha256(kept).hexdigest()
    known = Attachment.objects.filter(matter=matter, sha256=digest).first()
    if known is not None:
        return known
    attachment = Attachment(
        town_id=matter.town_id, matter=matter, title=PurePath(name).name[:120], media_type=media_type, sha256=digest, added_at=at,
    )  # fmt: skip
    attachment.file.save(f"{digest[:32]}.{ending}", ContentFile(kept), save=False)
    attachment.save(force_insert=True)
    kernel.record(matter, "file_added", actor=kernel.Actor.of(seat), at=at, title=attachment.title, sha256=digest)
    return attachment


def _sniffed(name: str, data: bytes) -> tuple[str, str, bytes]:
    for magic, (media_type, ending) in KEPT.items():
        if data.startswith(magic):
            return media_type, ending, data
    try:
        return "image/jpeg", "jpg", clean_photo(data).data
    except NotAPhoto as refusal:
        raise Refused(f"“{name}”没有收下：{refusal}") from refusal
