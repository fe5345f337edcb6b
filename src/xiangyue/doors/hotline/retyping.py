"""回填: what must be typed into the upper platform by hand, field by field, and the files that belong to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

from django.db.models import QuerySet

from xiangyue.doors.hotline.export import OWN_TITLES, Ours, filled, ours_of, own_cells
from xiangyue.doors.hotline.kind import UNDONE
from xiangyue.doors.hotline.models import ImportedRow
from xiangyue.kernel.access import require, visible_to
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Attachment, Matter, Seat
from xiangyue.kernel.queries import words_for
from xiangyue.lib.sheets.header import first_name

SHOWN = 200
MOST_FILES, MOST_BYTES = 500, 300_000_000
NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


@dataclass(frozen=True)
class Retyped:
    """`fields`: (column of the platform, what to type there), the number first."""

    matter: Matter
    number: str
    title: str
    fields: list[tuple[str, str]]
    files: list[Attachment]


def waiting(seat: Seat) -> list[Retyped]:
    """Orders that we have answered and the platform's last export does not know it of, the last answered first."""
    answered = _orders(seat).filter(matter__answered_at__isnull=False).order_by("-matter__answered_at", "-pk")
    return [one for one in _retyped(seat, list(answered[:SHOWN])) if len(one.fields) > 1]


def retyped(seat: Seat, number: str) -> Retyped:
    """NotAllowed in the same words for what is not there and for what this seat may not see; Refused for what did not
    come from the platform.
    """
    found = _orders(seat).filter(matter__number=number).first()
    if found is None and not visible_to(seat).filter(number=number).exists():
        raise NotAllowed("没有这件热线工单，或者您的岗位看不到它。")
    if found is None:
        raise Refused("{number} 不是从热线平台导入的工单，没有要回填的内容。", number=number)
    return next(_retyped(seat, [found]))


def _orders(seat: Seat) -> QuerySet[ImportedRow]:
    require(seat, "hotline.import")
    seen = visible_to(seat).exclude(kind=UNDONE.name)
    return ImportedRow.objects.filter(matter__in=seen).select_related("matter__lead_unit", "run__mapping")


def _retyped(seat: Seat, orders: Sequence[ImportedRow]) -> Iterator[Retyped]:
    matters = [order.matter_id for order in orders]
    told, files = ours_of(matters), dict[int, list[Attachment]]()
    for kept in Attachment.objects.filter(matter__in=matters).order_by("pk"):
        files.setdefault(kept.matter_id, []).append(kept)
    for order in orders:
        number = order.number or order.matter.number
        fields = _fields(order, told.get(order.matter_id, Ours()))
        title, _ = words_for(seat, order.matter)
        yield Retyped(order.matter, number, title, [("编号", number), *fields], files.get(order.matter_id, []))


def _fields(order: ImportedRow, own: Ours) -> list[tuple[str, str]]:
    """What the platform's own columns lack, then our call-back; nothing that it has already."""
    mapping = order.run.mapping
    theirs = filled(order, mapping, own) if mapping else {}
    ours = dict(zip(OWN_TITLES, own_cells(order.matter, own), strict=True)) if theirs else {}
    asked = [(title, value) for title, value in ours.items() if "回访" in title and value]
    return [*((first_name(title), value) for title, value in theirs.items()), *asked]


def write_bundle(path: Path, every: Sequence[Retyped]) -> int:
    """A zip with a folder for each order: its files and its fields as text. How many files; Refused when it is too
    much.
    """
    count = sum(len(one.files) for one in every)
    if count > MOST_FILES or sum(kept.file.size for one in every for kept in one.files if _is_there(kept)) > MOST_BYTES:
        raise Refused(
            "附件超过 {most_files} 个或 {most_bytes} MB，一次打包太大。请少选几件，分几次下载。",
            most_files=MOST_FILES,
            most_bytes=MOST_BYTES // 1_000_000,
        )
    with ZipFile(path, "w", ZIP_STORED) as archive:
        for one in every:
            folder = NOT_IN_NAMES.sub("-", one.number).strip(".")
            missing = [kept.title for kept in one.files if not _is_there(kept)]
            lines = [*(f"{title}：{value}" for title, value in one.fields), *(f"缺附件：{title}" for title in missing)]
            archive.writestr(f"{folder}/字段.txt", "\r\n".join(lines).encode("utf-8-sig"))
            for number, kept in enumerate(one.files, 1):
                if _is_there(kept):
                    with kept.file.open("rb") as file, archive.open(f"{folder}/{_name(number, kept)}", "w") as into:
                        for piece in file.chunks():
                            into.write(piece)
    return count


def _is_there(kept: Attachment) -> bool:
    return bool(kept.file.storage.exists(kept.file.name or ""))


def _name(number: int, kept: Attachment) -> str:
    title = NOT_IN_NAMES.sub("-", kept.title)[:80].strip(". ")
    suffix = Path(kept.file.name or "").suffix
    return f"{number:02}-{title}{'' if title.lower().endswith(suffix.lower()) else suffix}"
