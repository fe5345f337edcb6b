"""What the town works on with while the system is gone: open matters with their clocks and phone numbers, and numbered
forms for what comes in meanwhile. One page to read or print, sealed; and a sheet by which the forms come back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.template.loader import render_to_string

from xiangyue.kernel import moves
from xiangyue.kernel.access import visible_to
from xiangyue.kernel.actions import WORKER, tell_house
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Matter, Place, Seat
from xiangyue.kernel.queries import words_for
from xiangyue.kernel.sealing import contact
from xiangyue.kernel.timekeeping import ZONE
from xiangyue.lib.locked_page import locked
from xiangyue.lib.private_files import private_folder, write_private
from xiangyue.lib.sheets.write import write_xlsx

# As the mapping `beijing` reads them.
COLUMNS = ("工单编号", "标题", "主要内容", "来电人", "来电人电话/账号", "村/社区", "来电时间")


@dataclass(frozen=True)
class Waiting:
    matter: Matter
    title: str
    words: str
    state: str
    name: str
    phone: str
    address: str


def make(town: Place, into: Path, passphrase: str, *, forms: int, at: datetime) -> tuple[Path, Path, int]:
    """(the sealed page, the sheet, how many matters). That phone numbers left the system is told in an event."""
    seat = Seat.objects.on(at).filter(town=town, role="dispatcher").order_by("pk").first()
    if seat is None:
        raise Refused(f"{town.name}没有调度员的岗位，不知道工作包给谁看。")
    private_folder(into)
    local, numbers = at.astimezone(ZONE), form_numbers(at, forms)
    with transaction.atomic():
        rows = list(what_waits(seat))
        context = {"town": town, "at": local, "rows": rows, "numbers": numbers}
        page = render_to_string("house/pack.html", context)
        title = f"{town.name}离线工作包 {local:%Y-%m-%d %H:%M}"
        try:
            sealed = locked(page, title=title, passphrase=passphrase)
        except ValueError as error:
            raise Refused(str(error)) from error
        tell_house(town, "packed", actor=WORKER, at=at, rows=len(rows))
    name = f"{town.code}-{local:%Y%m%d-%H%M}"
    path, sheet = into / f"工作包-{name}.html", into / f"登记表-{name}.xlsx"
    write_private(path, sealed.encode())
    write_xlsx(sheet, COLUMNS, [[number, *[""] * (len(COLUMNS) - 1)] for number in numbers])
    sheet.chmod(0o600)
    return path, sheet, len(rows)


def what_waits(seat: Seat) -> Iterator[Waiting]:
    """The open matters that this seat may see, by their clocks."""
    matters = visible_to(seat).filter(closed_at=None).exclude(state__in=moves.ENDED)
    for matter in matters.select_related("requester__key", "lead_unit", "place").order_by("due_at", "id"):
        party = matter.requester
        name, phone, address = (contact(party, field) if party else "" for field in ("name", "phone", "address"))
        title, words = words_for(seat, matter)
        yield Waiting(matter, title, words, moves.label(matter.state), name, phone, address)


def form_numbers(at: datetime, count: int) -> list[str]:
    """Nobody else gives such numbers: Z, the minute of the pack, and a running number."""
    return [f"Z{at.astimezone(ZONE):%Y%m%d%H%M}-{number:03d}" for number in range(1, count + 1)]
