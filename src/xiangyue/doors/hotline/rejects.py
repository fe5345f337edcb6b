"""The list of rows that go back: the file's own columns, and why."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.core.files import File

from xiangyue.doors.hotline.checked import BadRow
from xiangyue.doors.hotline.fields import REASON, SURPLUS
from xiangyue.doors.hotline.mapping import Columns, contact_fields
from xiangyue.doors.hotline.models import ImportRun
from xiangyue.doors.hotline.reading import masked
from xiangyue.doors.hotline.values import text_of
from xiangyue.kernel.errors import Refused
from xiangyue.lib.personal import mask_personal
from xiangyue.lib.sheets.read import CannotRead, Cell, read_sheet
from xiangyue.lib.sheets.write import write_xlsx

_SHOWN = 200


class DiskRefused(Refused):
    """The disk took no more; nothing was written."""

    code = "disk"


def keep_rejects(run: ImportRun, titles: Sequence[str], bad: Sequence[BadRow]) -> None:
    """Writes the list and hangs it on the run (not saved), the one before taken away. DiskRefused when there is no
    room.
    """
    before = run.rejects.name
    try:
        if bad:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "rejects.xlsx"
                more = [SURPLUS] if any(one.surplus for one in bad) else []
                rows = ([*one.cells, *([one.surplus] if more else []), "；".join(one.reasons)] for one in bad)
                header = [*titles, *more, REASON]
                write_xlsx(path, header, rows, widths=[*(16 for _ in header[:-1]), 60])
                with path.open("rb") as file:
                    run.rejects.save(f"{secrets.token_hex(12)}.xlsx", File(file), save=False)
        else:
            run.rejects = ""  # type: ignore[assignment]
        if before:
            run.rejects.storage.delete(before)
    except OSError as error:
        run.rejects = before  # type: ignore[assignment]
        raise DiskRefused(
            "磁盘写不进去（可能已满），退回表没有存成，工单一行也没有写入。请清理磁盘空间后再导入一次。"
        ) from error


def shown_rejects(run: ImportRun) -> list[tuple[str, list[str]]]:
    """(reason, what the row says) of the first bad rows, contact columns masked; empty when the list is not there."""
    if not run.rejects:
        return []
    try:
        with run.rejects.open("rb") as file:
            header, *rows = read_sheet(file.read(), filename="rejects.xlsx").rows
    except (OSError, CannotRead):
        return []
    titles = [text_of(title) for title in header[:-1]]
    contacts = contact_fields(run.mapping.as_columns if run.mapping else Columns({}), titles)
    return [(mask_personal(text_of(row[-1])), list(_shown(titles, row, contacts))) for row in rows[:_SHOWN]]


def _shown(titles: list[str], row: list[Cell], contacts: dict[str, str]) -> Iterator[str]:
    """In a torn row a telephone number may stand anywhere."""
    for title, cell in zip(titles, row, strict=False):
        if cell is not None and title != SURPLUS:
            contact, text = contacts.get(title, ""), text_of(cell)
            yield masked(contact, text) if contact else mask_personal(text)
