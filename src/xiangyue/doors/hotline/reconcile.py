"""对账: an export of the upper platform laid beside our own orders. It reads and tells; nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from xiangyue.doors.hotline.checked import Checked, Row
from xiangyue.doors.hotline.identity import LOOKUP, bare, live
from xiangyue.doors.hotline.kind import UNDONE
from xiangyue.doors.hotline.mapping import Columns
from xiangyue.doors.hotline.reading import judged
from xiangyue.kernel import moves
from xiangyue.kernel.kind import PART
from xiangyue.kernel.models import Matter, Place
from xiangyue.kernel.timekeeping import ZONE
from xiangyue.lib.personal import mask_personal
from xiangyue.lib.sheets.write import write_xlsx

# What is found, in the order in which it is told, and how to go on with it.
KINDS: dict[str, tuple[str, str]] = {
    "missing_here": (_("本镇没有"), _("平台有、本镇没有：请核对是否漏导，再导入这份文件")),
    "missing_there": (_("平台没有"), _("本镇有、平台这份文件里没有：请核对导出的时间范围，或是否已被收回")),
    "other_state": (_("状态不一样"), _("一边办结、一边没有：请把结果回填到平台，或导入平台的结果")),
    "other_due": (_("时限不一样"), _("两边的办理时限不同：请核对是否在平台上申请过延期")),
    "twice": (_("派了两次"), _("同一编号出现几行，或同一时间同样内容有两个编号：请在平台上并单或退回一件")),
    "other_order": (_("编号对不上"), _("同一编号在两边是两件事：请核对编号")),
}
UNSEEN_HERE = _("您的岗位看不到")
HEADER = ("差别", "编号", "平台", "本镇", "标题")


@dataclass(frozen=True)
class Difference:
    number: str
    theirs: str = ""
    ours: str = ""
    title: str = ""
    matter_number: str = ""


@dataclass(frozen=True)
class Reconciled:
    """`since` to `until`: the span of arrivals in which our own orders were looked for in the file, both included; None
    when the file tells no moment. `agree` orders stand on both sides alike; `unread` rows could not be laid beside
    anything.
    """

    file_name: str
    file_rows: int
    agree: int
    differ: int
    repeated: int
    unread: list[str]
    passed: dict[str, int]
    since: datetime | None
    until: datetime | None
    found: dict[str, list[Difference]] = field(default_factory=lambda: {kind: [] for kind in KINDS})

    @property
    def passed_rows(self) -> int:
        return sum(self.passed.values())

    @property
    def says(self) -> str:
        """The sum in which every row of the file stands once."""
        return (
            f"文件共 {self.file_rows} 行 = 两边一致 {self.agree} + 有差别 {self.differ} + 编号重复 {self.repeated} + "
            f"读不出 {len(self.unread)} + 略过 {self.passed_rows}"
        )

    def told(self) -> Iterator[tuple[str, str, str, list[Difference]]]:
        """(key, what, how to go on, the differences) of each kind that was found."""
        for key, (zh, says) in KINDS.items():
            if self.found[key]:
                yield key, zh, says, self.found[key]


def reconcile(
    source: str | Path | bytes,
    file_name: str,
    columns: Columns,
    *,
    town: Place,
    among: QuerySet[Matter],
    at: datetime,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Reconciled:
    """`among`: the matters that may be shown; of the others the file's rows are passed over. CannotRead when the file
    cannot be read by these columns.
    """
    checked = judged(source, file_name, columns, town=town, at=at)
    dated = [row.received_at for row in checked.good if not row.undated]
    since, until = since or min(dated, default=None), until or max(dated, default=None)
    ours = _ours(town, checked.good)
    seen = set(among.filter(pk__in=[matter.pk for matter in ours.values()]).values_list("pk", flat=True))
    unseen = {number for number, matter in ours.items() if matter.pk not in seen}
    rows = [row for row in checked.good if row.number not in unseen]
    agree = [row for row in rows if row.number in ours and _is_alike(row, ours[row.number])]
    done = Reconciled(
        file_name=file_name,
        file_rows=checked.table.file_rows,
        agree=len(agree),
        differ=len(rows) - len(agree),
        repeated=len(checked.repeated),
        unread=list(_unread(checked)),
        passed=checked.all_passed() | ({UNSEEN_HERE: len(checked.good) - len(rows)} if unseen else {}),
        since=since,
        until=until,
    )
    for row in rows:
        for kind, difference in _beside(row, ours.get(row.number)):
            done.found[kind].append(difference)
    done.found["twice"] += [*_repeated(checked), *_same_content(rows)]
    done.found["missing_there"] += _missing_there(among, checked, since, until)
    return done


def _unread(checked: Checked) -> Iterator[str]:
    """Where each row stands that could not be laid beside anything, and why."""
    again = {one.row_number for one in checked.repeated}
    for row in checked.bad:
        if row.row_number not in again:
            yield f"{checked.table.place(row.row_number)}：{mask_personal('；'.join(row.reasons))}"


def _ours(town: Place, rows: Sequence[Row]) -> dict[str, Matter]:
    found: dict[str, Matter] = {}
    for start in range(0, len(rows), LOOKUP):
        found |= live(town, [row.number for row in rows[start : start + LOOKUP]])
    return found


def _is_alike(row: Row, matter: Matter) -> bool:
    return not list(_beside(row, matter))


def _beside(row: Row, matter: Matter | None) -> Iterator[tuple[str, Difference]]:
    if matter is None:
        yield "missing_here", Difference(row.number, theirs=_theirs(row), title=mask_personal(row.title))
        return
    if matter.door != "hotline" or _is_another(row, matter):
        theirs, ours = _moment(row.received_at), f"{matter.door} {_moment(matter.received_at)}"
        yield "other_order", Difference(row.number, theirs, ours, mask_personal(row.title), matter.number)
        return
    if row.is_closed != (matter.state in moves.ENDED):
        told = Difference(row.number, _theirs(row), moves.label(matter.state), mask_personal(row.title), matter.number)
        yield "other_state", told
    if row.due_at is not None and row.due_at != matter.due_at:
        told = Difference(
            row.number, _moment(row.due_at), _moment(matter.due_at), mask_personal(row.title), matter.number
        )
        yield "other_due", told


def _is_another(row: Row, matter: Matter) -> bool:
    return not row.undated and row.received_at != matter.received_at and bare(row.words) != bare(matter.words)


def _theirs(row: Row) -> str:
    return row.upper.status or ("已办结" if row.is_closed else "未办结")


def _repeated(checked: Checked) -> Iterator[Difference]:
    for again in checked.repeated:
        places = f"{checked.table.place(again.first)}、{checked.table.place(again.row_number)}"
        yield Difference(again.number, theirs=places)


def _same_content(rows: Sequence[Row]) -> Iterator[Difference]:
    """Two numbers for what came at one moment in the same words."""
    first: dict[tuple[datetime, str], Row] = {}
    for row in rows:
        if row.undated:
            continue
        known = first.setdefault((row.received_at, bare(row.words)), row)
        if known is not row:
            yield Difference(row.number, theirs=f"与 {known.number} 同一时间、同样内容", title=mask_personal(row.title))


def _missing_there(
    among: QuerySet[Matter], checked: Checked, since: datetime | None, until: datetime | None
) -> Iterator[Difference]:
    """Our orders of the span that the file does not name; rows that could not be read are named by what they say."""
    if since is None or until is None:
        return
    named = {row.number for row in checked.good} | checked.named
    orders = among.filter(received_at__gte=since, received_at__lte=until, door="hotline")
    # a part of an order bears a number that the platform does not know
    orders = orders.exclude(kind__in=(UNDONE.name, PART.name)).order_by("received_at", "pk")
    for matter in orders.select_related("imported_row").iterator(chunk_size=LOOKUP):
        kept = getattr(matter, "imported_row", None)
        number = (kept.number if kept else "") or matter.number
        if number not in named:
            yield Difference(number, ours=moves.label(matter.state), title=matter.title, matter_number=matter.number)


def write_differences(path: Path, done: Reconciled) -> None:
    """Every difference as a workbook; what a citizen typed stays text."""
    rows = ([zh, one.number, one.theirs, one.ours, one.title] for _, zh, _, every in done.told() for one in every)
    unread = (["读不出", "", told, "", ""] for told in done.unread)
    write_xlsx(path, HEADER, [*rows, *unread], widths=[14, 24, 30, 30, 50])


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}" if moment else "没有"
