"""Files that come with a matter or prove a deed: sniffed, photos re-encoded without their EXIF, each kept once."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.db import transaction

from xiangyue.kernel.actions.record import REQUESTER, Actor, record
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.geography import metres_from
from xiangyue.kernel.models import Attachment, Matter
from xiangyue.kernel.timekeeping import ZONE
from xiangyue.lib.images import NotAPhoto, clean_photo, likeness

MAX_BYTES = 20 * 1024 * 1024
# Files that are kept as they are, by their first bytes; everything else must be a photo and is re-encoded.
KEPT = {b"%PDF-": ("application/pdf", "pdf")}


@dataclass(frozen=True)
class Upload:
    """A file fit to be kept. `point` is where the camera says it was taken, (lon, lat) in WGS-84, `taken_at` when."""

    title: str
    media_type: str
    ending: str
    data: bytes
    point: tuple[float, float] | None = None
    taken_at: datetime | None = None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def sniff(name: str, data: bytes, *, photo_only: bool = False) -> Upload:
    """What the file is by its bytes, never by its name; Refused, with the file's name, when it will not be kept."""
    if len(data) > MAX_BYTES:
        raise Refused("“{name}”超过 20 MB，请压缩后再传。", name=name)
    title = PurePath(name).name[:120]
    for magic, (media_type, ending) in KEPT.items():
        if data.startswith(magic) and not photo_only:
            return Upload(title, media_type, ending, data)
    try:
        photo = clean_photo(data)
    except NotAPhoto as refusal:
        raise Refused("“{name}”没有收下：{refusal}", name=name, refusal=refusal) from refusal
    taken_at = photo.taken_at.replace(tzinfo=ZONE) if photo.taken_at else None
    return Upload(title, "image/jpeg", "jpg", photo.data, photo.taken_at_point, taken_at)


@transaction.atomic
def attach(matter: Matter, upload: Upload, *, actor: Actor, at: datetime, for_requester: bool = False) -> Attachment:
    """The same file twice is one attachment and one event. The requester sees what they gave and what is marked for
    them.
    """
    known = Attachment.objects.filter(matter=matter, sha256=upload.sha256).first()
    if known is not None:
        return known
    attachment = Attachment(
        town_id=matter.town_id,
        matter=matter,
        title=upload.title,
        media_type=upload.media_type,
        sha256=upload.sha256,
        added_at=at,
        for_requester=actor == REQUESTER or for_requester,
        likeness=likeness(upload.data) if upload.media_type == "image/jpeg" else None,
        taken_at=upload.taken_at,
        metres_away=metres_from(matter, *upload.point) if upload.point else None,
    )
    attachment.file.save(f"{upload.sha256[:32]}.{upload.ending}", ContentFile(upload.data), save=False)
    attachment.save(force_insert=True)
    record(matter, "file_added", actor=actor, at=at, title=attachment.title, sha256=upload.sha256)
    return attachment


def show_files(matter: Matter, keys: Collection[int]) -> None:
    """From now on the requester sees these files of the matter; the caller's event tells of it."""
    Attachment.objects.filter(matter=matter, pk__in=keys).update(for_requester=True)
