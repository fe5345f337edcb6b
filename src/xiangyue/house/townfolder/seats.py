"""The seats of a town folder. An administrator's word stands: a seat that was ended stays ended, one that was given on
the page stays, and nothing changes without its event.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from pathlib import Path

from django.contrib.auth.models import User
from django.db.models import Q

from xiangyue.house.models import SeatChange
from xiangyue.house.people.queries import sits_elsewhere
from xiangyue.house.people.told import tell_seat
from xiangyue.house.townfolder import tables
from xiangyue.kernel.actions import WORKER
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Party, Place, Seat
from xiangyue.kernel.timekeeping import day_begins

_LEFT_OUT = "镇文件夹里不再有这个岗位"


def load_seats(folder: Path, town: Place, units: dict[str, Party], counts: Counter[str], *, at: datetime) -> None:
    """Refused, and nothing written, when a user name is another town's."""
    named = set()
    for row in tables.rows(folder, "seats.csv"):
        user = _user(row["username"], town, counts, at)
        since, until = _midnight(row["since"]), _midnight(row["until"]) if row["until"] else None
        key = {"town": town, "user": user, "unit": units[row["unit"]], "role": row["role"], "since": since}
        seat = Seat.objects.filter(**key).select_related("unit").first()
        if seat is None:
            seat = Seat.objects.create(**key, holder=row["holder"], until=until)
            tell_seat(seat, "given", actor=WORKER, at=at, reason=f"载入镇文件夹 {folder.name}", effective_at=since)
            counts["seat_created"] += 1
        else:
            _bring_up(seat, row["holder"], until, folder, counts, at)
        named.add(seat.pk)
    _end_left_out(town, named, counts, at)


def _user(username: str, town: Place, counts: Counter[str], at: datetime) -> User:
    user = User.objects.filter(username=username).first()
    if user is None:
        counts["user_created"] += 1
        return User.objects.create_user(username)
    if user.is_superuser or sits_elsewhere(user, town, at):
        raise Refused(f"seats.csv 里的登录名 {username} 已被别的镇街使用，请换一个登录名。什么都没有装载。")
    return user


def _bring_up(
    seat: Seat, holder: str, until: datetime | None, folder: Path, counts: Counter[str], at: datetime
) -> None:
    """The holder's name as the folder writes it now; an end that the folder sets, but none that it takes back."""
    changed = []
    if seat.holder != holder:
        seat.holder = holder
        changed.append("holder")
    if until is not None and (seat.until is None or until < seat.until):
        seat.until = until
        changed.append("until")
        tell_seat(seat, "ended", actor=WORKER, at=at, reason=f"载入镇文件夹 {folder.name}", effective_at=until)
    if changed:
        seat.save(update_fields=changed)
    is_kept_ended = seat.until is not None and until != seat.until
    counts["seat_changed" if changed else "seat_left_ended" if is_kept_ended else "seat_unchanged"] += 1


def _end_left_out(town: Place, named: set[int], counts: Counter[str], at: datetime) -> None:
    """Those that came with the folder and are in it no more."""
    on_the_page = SeatChange.objects.filter(town=town, what="given").values("seat_id")
    held = Seat.objects.filter(Q(until=None) | Q(until__gt=at), town=town).exclude(pk__in=named)
    for seat in held.exclude(pk__in=on_the_page).select_related("unit", "town"):
        seat.until = max(at, seat.since + seat.since.resolution)
        seat.save(update_fields=["until"])
        tell_seat(seat, "ended", actor=WORKER, at=at, reason=_LEFT_OUT, effective_at=seat.until)
        counts["seat_ended"] += 1


def _midnight(day: str) -> datetime:
    return day_begins(date.fromisoformat(day))
