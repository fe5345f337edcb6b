"""Seats: each is as it was told when it was given and ended. The access log: as it was chained."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from xiangyue.house.traces import verification
from xiangyue.kernel import proofs
from xiangyue.kernel.models import Event, Place, Seat
from xiangyue.lib.chain import Fault


def seats(town: Place) -> Iterator[Fault]:
    """A town from before seats were told is vouched for from its first one on."""
    told = _told(town)
    first = min(told, default=None)
    for seat in Seat.objects.filter(town=town).select_related("unit").order_by("pk"):
        given = told.pop(seat.pk, None)
        if given is None and first is not None and seat.pk > first:
            yield _fault(town, seat.pk, "是没有登记过的")
        elif given is not None and given != _now(seat):
            yield _fault(town, seat.pk, "与登记时不一致：角色、单位、任职人或起止时间被改过")
    for pk in told:
        yield _fault(town, pk, "登记过，现在不见了")


def _told(town: Place) -> dict[int, dict[str, Any]]:
    """What each seat should be, by its number."""
    known: dict[int, dict[str, Any]] = {}
    names = ("seat_given", "seat_ended")
    for event in Event.objects.filter(town=town, name__in=names, version__gte=2).order_by("pk"):
        told = event.particulars
        if event.name == "seat_given":
            known[told["seat"]] = {
                "role": told["role"],
                "unit": told["unit"],
                "user": told["user"],
                "since": _moment(told["effective_at"]),
                "until": _moment(told["until_at"]),
            }
        elif told["seat"] in known:
            known[told["seat"]]["until"] = _moment(told["effective_at"])
    return known


def _now(seat: Seat) -> dict[str, Any]:
    return {"role": seat.role, "unit": seat.unit.code, "user": seat.user_id, "since": seat.since, "until": seat.until}


def _moment(written: str) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _fault(town: Place, seat: int, what: str) -> Fault:
    return Fault(f"{town.name}岗位", seat, "changed", f"{town.name}编号 {seat} 的岗位{what}。")


proofs.register("seats", seats)
proofs.register("access log", verification.faults)
