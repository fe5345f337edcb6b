"""证据包: all that bears an appeal out, in one file. Words stay masked: the upper level knows the order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from xiangyue.figures.appeals.models import Appeal
from xiangyue.kernel.models import Attachment
from xiangyue.kernel.queries import ASIDE, timeline
from xiangyue.kernel.said import masked_words
from xiangyue.lib.personal import mask_personal
from xiangyue.lib.sheets.write import write_csv

_CONTACTS = ("contacted", "contact_logged", "called_back", "callback_failed", "heard")


def write_pack(appeal: Appeal, path: Path, *, files: Sequence[int], language: str) -> None:
    """The appeal, the words, what was done, each attempt to reach the person, and of its files those of these keys."""
    lines = [line for line in timeline(appeal.matter, language=language) if line.name not in ASIDE]
    with ZipFile(path, "w", ZIP_DEFLATED) as pack:
        pack.writestr("1-申诉.txt", "\n".join(_appeal(appeal)))
        pack.writestr("2-原话.txt", "\n".join(masked_words(appeal.matter)))
        told = ([line.at, line.actor, mask_personal(line.sentence)] for line in lines)
        _table(pack, "3-经过.csv", ("时间", "谁", "做了什么"), told)
        contacts = ([line.at, mask_personal(line.sentence)] for line in lines if line.name in _CONTACTS)
        _table(pack, "4-联系记录.csv", ("时间", "怎样联系、结果"), contacts)
        chosen = Attachment.objects.filter(matter=appeal.matter, pk__in=files).order_by("pk")
        for number, kept in enumerate(chosen, 1):
            ending = Path(kept.file.name or "").suffix
            with kept.file.open("rb") as file:
                pack.writestr(f"5-附件/{number:02}{ending}", file.read())


def _appeal(appeal: Appeal) -> Iterator[str]:
    yield f"事项 {appeal.matter.number}，{appeal.period} 考核期"
    yield f"申诉理由：{appeal.ground_name or '待定'}"
    yield f"承办单位说明：{mask_personal(appeal.reason)}"
    yield f"依据：{mask_personal(appeal.basis) or '—'}"
    yield f"事实和证据：{mask_personal(appeal.words) or '—'}"


def _table(pack: ZipFile, name: str, header: Sequence[str], rows: Iterable[list[Any]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        write_csv(path, header, rows)
        pack.write(path, name)
