"""纸质登记表: printed with a serial each, and written down once."""

from __future__ import annotations

from datetime import datetime

from xiangyue.doors.window.models import Paper
from xiangyue.doors.window.rules import PAPERS, PAPERS_AT_ONCE, wrong_serial
from xiangyue.kernel import access
from xiangyue.kernel.errors import Refused, StaleMove
from xiangyue.kernel.first import still
from xiangyue.kernel.models import Matter, Place, Seat
from xiangyue.kernel.timekeeping import ZONE
from xiangyue.lib.codes import new_code
from xiangyue.lib.marking import Said


def print_papers(town: Place, *, door: str, count: int, seat: Seat, at: datetime) -> list[Paper]:
    """New blanks, each with a serial that no other has."""
    access.require(seat, "window.write", of=town)
    if door not in PAPERS:
        raise Refused("请选登记表用在哪里。")
    if not 1 <= count <= PAPERS_AT_ONCE:
        raise Refused("一次打印 1 到 {papers_at_once} 张。", papers_at_once=PAPERS_AT_ONCE)
    rows = [Paper(town=town, serial=f"{door}{new_code()}", seat=seat, printed_at=at) for _ in range(count)]
    return Paper.objects.bulk_create(rows)


def paper_of(town: Place, serial: str) -> Paper:
    """Refused with a sentence for what is no serial of this town."""
    wrong = wrong_serial(serial)
    if wrong:
        raise Refused(wrong)
    found = Paper.objects.filter(town=town, serial=serial).select_related("matter").first()
    if found is None:
        raise Refused("没有打印过编号 {serial} 的登记表，请对照右上角再输一次；别的镇的表请交给别的镇。", serial=serial)
    return found


def used_before(paper: Paper) -> str:
    """What is said of a paper that was written down; "" for one that was not."""
    if paper.matter is None:
        return ""
    when = paper.matter.received_at.astimezone(ZONE)
    return Said(
        "登记表 {serial} 已经在 {when:%m-%d %H:%M} 登记过，事项编号 {number}，没有再登记一件。",
        serial=paper.serial,
        when=when,
        number=paper.matter.number,
    )


def unused(town: Place, serial: str, request_id: str) -> Paper:
    """The paper, unless something else than this very request was written down from it."""
    paper = paper_of(town, serial)
    if paper.matter is not None and paper.matter.request_id != request_id:
        raise Refused(used_before(paper))
    return paper


def take(paper: Paper, matter: Matter) -> None:
    """Written down by two at once it is one matter: the other is undone."""
    taken = StaleMove("登记表 {serial} 刚刚被别人登记了，没有再登记一件，请刷新后看。", serial=paper.serial)
    still(paper, {"matter": None}, taken, matter=matter)
