"""证据包: all that bears an appeal out, in one file. Names and phones stay masked: the upper level knows the order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

from xiangyue.figures.appeals.models import Appeal
from xiangyue.kernel.models import Attachment
from xiangyue.kernel.queries import timeline
from xiangyue.kernel.said import masked_words
from xiangyue.lib.personal import mask_personal
from xiangyue.lib.sheets.write import Cell, write_csv

_CONTACTS = ("contacted", "contact_logged", "called_back", "callback_failed", "heard")


def write_pack(appeal: Appeal, path: Path, *, language: str) -> None:
    """The appeal, the words, the timeline, each attempt to reach the person, photos and papers."""
    with ZipFile(path, "w", ZIP_DEFLATED) as pack:
        pack.writestr("1-申诉.txt", "\n".join(_appeal(appeal)))
        pack.writestr("2-原话.txt", "\n".join(masked_words(appeal.matter)))
        _table(pack, "3-经过.csv", ("时间", "谁", "做了什么"), _timeline(appeal, language))
        _table(pack, "4-联系记录.csv", ("时间", "怎样联系、结果"), _contacts(appeal, language))
        for number, kept in enumerate(Attachment.objects.filter(matter=appeal.matter).order_by("pk"), 1):
            with kept.file.open("rb") as file:
                pack.writestr(f"5-附件/{number:02}{Path(kept.file.name or '').suffix}", file.read())


def _appeal(appeal: Appeal) -> Iterator[str]:
    yield f"事项 {appeal.matter.number}，{appeal.period} 考核期"
    yield f"申诉理由：{appeal.ground_name or '待定'}"
    yield f"承办单位说明：{mask_personal(appeal.reason)}"
    yield f"依据：{mask_personal(appeal.basis) or '—'}"
    yield f"事实和证据：{mask_personal(appeal.words) or '—'}"


def _timeline(appeal: Appeal, language: str) -> Iterator[list[Cell]]:
    for line in timeline(appeal.matter, language=language):
        yield [line.at, line.actor, mask_personal(line.sentence)]


def _contacts(appeal: Appeal, language: str) -> Iterator[list[Cell]]:
    for line in timeline(appeal.matter, language=language):
        if line.name in _CONTACTS:
            yield [line.at, mask_personal(line.sentence)]


def _table(pack: ZipFile, name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        write_csv(path, header, rows)
        pack.write(path, name)
