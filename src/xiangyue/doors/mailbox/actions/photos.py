"""Photos that are uploaded before their letter. They are cleaned at once, belong to one visitor, and are gone after a
day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction

from xiangyue.doors.mailbox.models import WaitingPhoto
from xiangyue.kernel.actions import WORKER, Upload, sniff, tell_house
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Place

KEPT_FOR = timedelta(days=1)
WAITING_MAX = 24  # of one visitor: four letters full
_GONE = "有照片已经过期或不是您传的，请把照片重新选一遍再寄；信的内容没有丢。"


def keep_photo(town: Place, *, writer: str, name: str, data: bytes, at: datetime) -> WaitingPhoto:
    """Refused, with the reason, when it is no photo; the same photo twice is kept once."""
    photo = sniff(name, data, photo_only=True)
    own = WaitingPhoto.objects.filter(town=town, writer=writer, expires_at__gt=at)
    known = own.filter(sha256=photo.sha256).first()
    if known is not None:
        return known
    if own.count() >= WAITING_MAX:
        raise Refused("传上来还没寄出的照片太多了，请先把写好的信寄出。")
    lon, lat = photo.point or (None, None)
    waiting = WaitingPhoto(
        town=town,
        writer=writer,
        title=photo.title,
        sha256=photo.sha256,
        lon=lon,
        lat=lat,
        kept_at=at,
        expires_at=at + KEPT_FOR,
    )
    waiting.file.save(f"{photo.sha256[:32]}.{photo.ending}", ContentFile(photo.data), save=False)
    waiting.save(force_insert=True)
    return waiting


def waiting_points(town: Place, writer: str, ids: Sequence[int], at: datetime) -> list[tuple[float, float] | None]:
    """Where the camera says that they were taken; nothing is taken out of the waiting room."""
    own = WaitingPhoto.objects.filter(town=town, writer=writer, expires_at__gt=at, pk__in=list(ids))
    return [
        (lon, lat) for lon, lat in own.order_by("pk").values_list("lon", "lat") if lon is not None and lat is not None
    ]


def take_waiting(town: Place, writer: str, ids: Sequence[int], at: datetime) -> list[Upload]:
    """The visitor's photos, out of the waiting room when the caller's transaction ends well. Refused when one is not
    theirs.
    """
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return []
    found = {
        photo.pk: photo
        for photo in WaitingPhoto.objects.filter(town=town, writer=writer, expires_at__gt=at, pk__in=wanted)
    }
    if not writer or len(found) != len(wanted):
        raise Refused(_GONE)
    photos = []
    for pk in wanted:
        waiting = found[pk]
        with waiting.file.open() as kept:
            data = kept.read()
        point = (waiting.lon, waiting.lat) if waiting.lon is not None and waiting.lat is not None else None
        photos.append(Upload(waiting.title, "image/jpeg", "jpg", data, point))
    WaitingPhoto.objects.filter(pk__in=wanted).delete()
    transaction.on_commit(lambda: _drop_files(found.values()))
    return photos


def _drop_files(photos: Iterable[WaitingPhoto]) -> None:
    for photo in photos:
        photo.file.delete(save=False)


def purge_waiting(at: datetime, *, limit: int = 500) -> int:
    """Drop what no letter took in time, row and file; how many."""
    over = list(WaitingPhoto.objects.filter(expires_at__lte=at).select_related("town").order_by("expires_at")[:limit])
    WaitingPhoto.objects.filter(pk__in=[photo.pk for photo in over]).delete()
    for town, rows in Counter(photo.town for photo in over).items():
        tell_house(town, "purged", actor=WORKER, at=at, what="没有寄出的照片", rows=rows)
    _drop_files(over)
    return len(over)
