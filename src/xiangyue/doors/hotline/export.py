"""Orders back in the columns they came in: the upper system's cells, our answers in its blanks, our call-back beside
it.

Names, telephone numbers and addresses go out masked, as they are kept; the upper system knows its orders by number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from xiangyue.doors.hotline.models import ColumnMapping, ImportedRow, ImportRun
from xiangyue.doors.hotline.values import CLOSED, plain
from xiangyue.kernel import moves
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Event, Matter
from xiangyue.kernel.timekeeping import ZONE
from xiangyue.lib.sheets.header import first_name
from xiangyue.lib.sheets.write import write_csv, write_xlsx

BATCH = 500
ANSWERED = ("answered", "answered_with_parent", "answered_by_parts")
TOLD = ("answer_written", "answer_withdrawn", *ANSWERED, "called_back", "reopened")
OWN_TITLES = (
    "本镇状态",
    "本镇主办单位",
    "本镇办理结果",
    "本镇答复",
    "本镇答复时间",
    "本镇回访时间",
    "本镇回访是否联系",
    "本镇回访是否解决",
    "本镇回访是否满意",
    "本镇回访原话",
)
WINDOWS = {"received": "received_at", "answered": "answered_at"}


@dataclass(frozen=True)
class Exported:
    """`rows` is read from the database as it is used up."""

    header: list[str]
    rows: Iterator[list[str]]


@dataclass
class Ours:
    """What we did about one order, read from its events; empty where nothing was done."""

    outcome: str = ""
    text: str = ""
    written_at: datetime | None = None
    answered_at: datetime | None = None
    called_at: datetime | None = None
    called: dict[str, Any] | None = None


def export_orders(
    among: QuerySet[Matter],
    mapping: ColumnMapping,
    since: datetime | None,
    until: datetime | None,
    *,
    by: str = "received",
) -> Exported:
    """Orders `among` the matters that may be shown that came with this mapping's columns and arrived (or,
    `by="answered"`, were answered) from since to until.
    """
    titles = _titles(mapping)
    return Exported(
        [*map(first_name, titles), *OWN_TITLES], _rows(_orders(among, mapping, since, until, by), mapping, titles)
    )


def write_orders(path: Path, exported: Exported) -> int:
    """As .xlsx or .csv by the path's name; whatever a citizen typed stays text. How many orders; Refused for another
    name.
    """
    written = 0

    def counted() -> Iterator[list[str]]:
        nonlocal written
        for row in exported.rows:
            written += 1
            yield row

    if path.suffix.lower() == ".xlsx":
        write_xlsx(path, exported.header, counted())
    elif path.suffix.lower() == ".csv":
        write_csv(path, exported.header, counted())
    else:
        raise Refused("导出的文件名要以 .xlsx 或 .csv 结尾。")
    return written


def _titles(mapping: ColumnMapping) -> list[str]:
    """The columns of the newest file of this mapping in their order, then what the mapping names besides."""
    runs = ImportRun.objects.filter(mapping=mapping).exclude(titles=[]).exclude(state="checked")
    newest = runs.order_by("-started_at").values_list("titles", flat=True).first() or []
    return list(dict.fromkeys([*newest, *mapping.columns.values()]))


def _orders(
    among: QuerySet[Matter], mapping: ColumnMapping, since: datetime | None, until: datetime | None, by: str
) -> QuerySet[ImportedRow]:
    moment = f"matter__{WINDOWS[by]}"
    words = mapping.columns["words"]
    orders = ImportedRow.objects.filter(matter__in=among, cells__has_key=words, undone_at=None)
    if since is not None:
        orders = orders.filter(**{f"{moment}__gte": since})
    if until is not None:
        orders = orders.filter(**{f"{moment}__lt": until})
    if by == "answered":
        orders = orders.filter(matter__answered_at__isnull=False)
    return orders.select_related("matter__lead_unit").order_by("matter__received_at", "matter_id")


def _rows(orders: QuerySet[ImportedRow], mapping: ColumnMapping, titles: list[str]) -> Iterator[list[str]]:
    batch: list[ImportedRow] = []
    for order in orders.iterator(chunk_size=BATCH):
        batch.append(order)
        if len(batch) == BATCH:
            yield from _batch(batch, mapping, titles)
            batch = []
    yield from _batch(batch, mapping, titles)


def _batch(batch: list[ImportedRow], mapping: ColumnMapping, titles: list[str]) -> Iterator[list[str]]:
    ours = ours_of([order.matter_id for order in batch])
    for order in batch:
        own = ours.get(order.matter_id, Ours())
        cells = order.cells | filled(order, mapping, own)
        yield [*(cells.get(title, "") for title in titles), *own_cells(order.matter, own)]


def ours_of(matters: list[int]) -> dict[int, Ours]:
    """By matter; a withdrawn or reopened answer is no answer any more, a later call-back takes the place of an
    earlier.
    """
    told: dict[int, Ours] = {}
    for event in Event.objects.filter(matter_id__in=matters, name__in=TOLD).with_texts().order_by("matter_id", "seq"):
        own, particulars = told.setdefault(event.matter_id, Ours()), event.told
        if event.name == "answer_written":
            own.outcome, own.text, own.written_at = particulars["outcome_name"], particulars["text"], event.at
        elif event.name in ANSWERED:
            own.outcome, own.text = particulars["outcome_name"], particulars.get("text") or own.text
            own.answered_at = event.at
        elif event.name == "called_back":
            own.called, own.called_at = particulars, event.at
        else:
            own.outcome, own.text, own.written_at, own.answered_at = "", "", None, None
    return told


def filled(order: ImportedRow, mapping: ColumnMapping, own: Ours) -> dict[str, str]:
    """Our answer in the upper system's columns: only where it left a blank, and its status once we have answered."""
    matter, kept, title_of = order.matter, order.cells, mapping.columns
    if not (own.text or own.outcome):
        return {}
    ended = matter.closed_at or own.answered_at
    offered = {
        "result": "：".join(part for part in (own.outcome, own.text) if part),
        "reply": own.text,
        "closed_at": _moment(ended),
        "unit": matter.lead_unit.title if matter.lead_unit else "",
    }
    offers = {
        title: value for key, value in offered.items() if (title := title_of.get(key)) and value and not kept.get(title)
    }
    status = title_of.get("status")
    if status and ended and plain(kept.get(status, "")) not in CLOSED:
        offers[status] = "已办结"
    return offers


def own_cells(matter: Matter, own: Ours) -> list[str]:
    called = own.called or {}
    return [
        moves.label(matter.state),
        matter.lead_unit.title if matter.lead_unit else "",
        own.outcome,
        own.text,
        _moment(own.answered_at or own.written_at),
        _moment(own.called_at),
        _yes(called.get("contacted")),
        _yes(called.get("solved")),
        called.get("satisfied_name", ""),
        called.get("words", ""),
    ]


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M:%S}" if moment else ""


def _yes(value: bool | None) -> str:
    return "" if value is None else "是" if value else "否"
