"""凭据: photos and papers that bear an entry out. Only ever added to, while its days are open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from xiangyue.kernel.actions import Upload
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Seat
from xiangyue.ledgers.book.actions.held import of_own, take
from xiangyue.ledgers.book.ledger import Ledger
from xiangyue.ledgers.book.lines import write
from xiangyue.ledgers.book.models import Book, Entry, Evidence


@transaction.atomic
def add_evidence(entry: Entry, *, ledger: Ledger, files: Sequence[Upload], seat: Seat, at: datetime) -> int:
    """How many are new; the same file twice is one. By whoever enters such entries."""
    if not files:
        raise Refused("请选择照片或 PDF。")
    book = take(ledger, entry, "enter", seat=seat)
    of_own(ledger, entry.village, seat=seat, at=at)
    if entry.state == "withdrawn":
        raise Refused("这一条已经撤销，不再收凭据。")
    return sum(_add(ledger, book, entry, upload, seat=seat, at=at) for upload in files)


def _add(ledger: Ledger, book: Book, entry: Entry, upload: Upload, *, seat: Seat, at: datetime) -> bool:
    there = Evidence.objects.filter(town_id=entry.town_id, ledger=ledger.name, entry=entry.key, sha256=upload.sha256)
    if there.exists():
        return False
    lon, lat = upload.point or (None, None)
    row = Evidence(
        town_id=entry.town_id,
        ledger=ledger.name,
        entry=entry.key,
        title=upload.title,
        media_type=upload.media_type,
        sha256=upload.sha256,
        seat=seat,
        added_at=at,
        taken_at=upload.taken_at,
        lon=lon,
        lat=lat,
    )
    row.file.save(f"{upload.sha256[:32]}.{upload.ending}", ContentFile(upload.data), save=False)
    row.save(force_insert=True)
    entry.version += 1
    entry.save(update_fields=["version"])
    told = {"sha256": upload.sha256, "title": upload.title}
    write(book, "evidence", entry=entry.key, version=entry.version, seat=seat, at=at, values=told)
    return True
