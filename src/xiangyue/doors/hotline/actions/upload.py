"""An uploaded file waits in the media folder under a random name until its columns are known and somebody confirms
it.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from xiangyue.doors.hotline.actions.bring import import_file
from xiangyue.doors.hotline.checked import Checked
from xiangyue.doors.hotline.fields import BY_KEY
from xiangyue.doors.hotline.mapping import hits, lacking
from xiangyue.doors.hotline.models import ColumnMapping, ImportRun
from xiangyue.doors.hotline.reading import check_file
from xiangyue.doors.hotline.rejects import DiskRefused, keep_rejects
from xiangyue.doors.hotline.table import read_table
from xiangyue.kernel import access
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Place, Seat
from xiangyue.lib.masking import mask_name
from xiangyue.lib.personal import mask_personal

MOST_BYTES = 100_000_000
FORGOTTEN_AFTER = timedelta(days=3)
SHOWN = 5


def take_upload(data: bytes, *, file_name: str, mapping: ColumnMapping | None, seat: Seat, at: datetime) -> ImportRun:
    """A run in state 已检查, with its mapping when one was given or a saved one fits. CannotRead keeps nothing."""
    access.require(seat, "hotline.import")
    if len(data) > MOST_BYTES:
        raise Refused(
            "文件有 {n} MB，最多 {most_bytes} MB，请分成几个文件上传。",
            n=len(data) // 1_000_000,
            most_bytes=MOST_BYTES // 1_000_000,
        )
    table = read_table(data, file_name, list(mapping.columns.values()) if mapping else _every_title(seat.town))
    _forget_old_uploads(seat.town, at)
    run = ImportRun(
        town=seat.town,
        seat=seat,
        file_name=PurePath(file_name).name[:200],
        sha256=table.sha256,
        state="checked",
        started_at=at,
        titles=table.titles,
    )
    run.mapping = mapping or fitting_mapping(seat.town, table.titles)
    try:
        suffix = PurePath(file_name).suffix.lower()
        run.stored = default_storage.save(f"uploads/hotline/{secrets.token_hex(16)}{suffix}", ContentFile(data))
    except OSError as error:
        raise DiskRefused("磁盘写不进去（可能已满），文件没有收下。请清理磁盘空间后再上传。") from error
    try:
        if run.mapping is not None:
            check_upload(run, run.mapping, at=at)
        run.save()
    except BaseException:
        default_storage.delete(run.stored)
        raise
    return run


def recognised(data: bytes, file_name: str, town: Place) -> ColumnMapping:
    """The saved mapping that fits a file nobody has named one for; Refused when none does."""
    found = fitting_mapping(town, read_table(data, file_name, _every_title(town)).titles)
    if found is None:
        raise Refused(
            "{file_name}：还没有适合这个文件的列对应，请先把同样的文件导入一次，或在上面选一个列对应。",
            file_name=file_name,
        )
    return found


def _every_title(town: Place) -> list[str]:
    """Titles of the saved mappings and all that are known, for finding the header of an unknown file."""
    from_mappings = [title for one in ColumnMapping.objects.filter(town=town) for title in one.columns.values()]
    return list(dict.fromkeys([*from_mappings, *(title for field in BY_KEY.values() for title in field.titles)]))


def fitting_mapping(town: Place, titles: list[str]) -> ColumnMapping | None:
    """Of the saved mappings whose mandatory columns are all there, the one that knows most columns."""
    fitting = [
        one for one in ColumnMapping.objects.filter(town=town).order_by("pk") if not lacking(one.as_columns, titles)
    ]
    return max(fitting, key=lambda one: hits(one.as_columns, titles), default=None)


def check_upload(run: ImportRun, mapping: ColumnMapping, *, at: datetime) -> Checked:
    """Check the waiting file by this mapping; counts, bad rows and the first good ones stand on the run (not saved)."""
    checked = check_file(stored_bytes(run), run.file_name, mapping.as_columns, town=run.town, at=at)
    run.mapping, run.titles = mapping, checked.table.titles
    run.rows, run.bad, run.preview = checked.rows, len(checked.bad), preview(checked)
    run.file_rows, run.passed = checked.table.file_rows, checked.all_passed()
    run.says = checked.says()
    keep_rejects(run, checked.table.titles, checked.bad)
    return checked


def choose_mapping(run: ImportRun, mapping: ColumnMapping, *, seat: Seat, at: datetime) -> Checked:
    """Use a saved mapping for a waiting file."""
    access.require(seat, "hotline.import")
    if run.state != "checked":
        raise Refused("这个文件已经导入过了，不能再换列对应。")
    checked = check_upload(run, mapping, at=at)
    run.save()
    return checked


def save_mapping(
    *, name: str, columns: Mapping[str, str], constants: Mapping[str, str], seat: Seat, at: datetime
) -> ColumnMapping:
    """Remember a mapping under a name; one of the same name is replaced. Refused when it names no words or number."""
    access.require(seat, "hotline.import")
    kept = {key: title for key, title in columns.items() if key in BY_KEY and title}
    wanting = [BY_KEY[key].zh for key in ("number", "words") if key not in kept]
    if wanting:
        raise Refused("“{wanting}”必须对应一列，否则认不出工单。", wanting="”“".join(wanting))
    if not name.strip():
        raise Refused("请给这个列对应起一个名字，下次上传同样的文件会自动用它。")
    twice = {title for title in kept.values() if list(kept.values()).count(title) > 1}
    if twice:
        raise Refused("列“{twice}”被对应了两次，每列只能用一次。", twice="”“".join(sorted(twice)))
    values = {key: value for key, value in constants.items() if key in BY_KEY and value}
    mapping, _ = ColumnMapping.objects.update_or_create(
        town=seat.town, name=name.strip()[:40], defaults={"columns": kept, "constants": values, "saved_at": at}
    )
    return mapping


def write_upload(run: ImportRun, *, seat: Seat, at: datetime) -> ImportRun:
    """Bring a checked, or broken, upload in; afterwards the uploaded file is taken away."""
    if run.mapping is None:
        raise Refused("还没有选定列对应，请先设置列对应。")
    finished = import_file(
        stored_bytes(run), file_name=run.file_name, town=run.town, mapping=run.mapping, seat=seat, at=at, run=run
    )
    discard(finished)
    return finished


def stored_bytes(run: ImportRun) -> bytes:
    """The waiting file; Refused when it has been taken away."""
    try:
        if run.stored:
            with default_storage.open(run.stored) as file:
                return bytes(file.read())
    except OSError:
        pass
    raise Refused("上传的文件已经清掉了，请把同一个文件再上传一次；已写入的工单不会重复。")


def discard(run: ImportRun) -> None:
    """Take the uploaded file away: it holds telephone numbers in clear and is not needed any more."""
    if run.stored:
        default_storage.delete(run.stored)
        ImportRun.objects.filter(pk=run.pk).update(stored="")
        run.stored = ""


def _forget_old_uploads(town: Place, at: datetime) -> None:
    for run in ImportRun.objects.filter(town=town, started_at__lt=at - FORGOTTEN_AFTER).exclude(stored=""):
        discard(run)


def preview(checked: Checked) -> list[dict[str, Any]]:
    """The first rows as they would become, masked."""
    return [
        {
            "number": row.number,
            "received_at": row.received_at.isoformat(),
            "title": mask_personal(row.title),
            "words": mask_personal(row.words[:80]),
            "requester": mask_name(row.requester.name) if row.requester else "",
            "category": str(row.category or ""),
            "place": row.place.name if row.place else "",
            "unit": row.unit.title if row.unit else "",
            "state": "closed" if row.is_closed else "received",
        }
        for row in checked.good[:SHOWN]
    ]
