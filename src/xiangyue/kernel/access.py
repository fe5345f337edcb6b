"""Who may do what: deeds are listed as data with a sentence each; rights follow from the seat; scope from its role."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol, cast

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language

from xiangyue.kernel import kinds, roles
from xiangyue.kernel.errors import NotAllowed
from xiangyue.kernel.models import Clock, Matter, Place, Seat
from xiangyue.kernel.recusals import Row, without_kept
from xiangyue.kernel.roles import ROLES, SCOPES


class OfTown(Protocol):
    """Any row that a town owns."""

    town_id: Any


@dataclass(frozen=True)
class Deed:
    """`name` is room.verb; `zh`/`en` complete the sentence "this seat may …"."""

    name: str
    zh: str
    en: str
    roles: frozenset[str]


EVERYBODY = ("*",)  # of every role, also of those that rooms bring
_DEEDS: dict[str, Deed] = {}
_ADDED: dict[str, set[str]] = {}


def register(name: str, *, zh: str, en: str, roles: Iterable[str]) -> None:
    """Roles may be of rooms that are loaded later; `unknown_roles` tells what was never registered."""
    _DEEDS[name] = Deed(name, zh, en, frozenset(roles))


def role(key: str, *, zh: str, en: str, scope: str = "none", holds: Iterable[str] = ()) -> None:
    """A role that a room brings, with the deeds of others that it holds beside the room's own."""
    roles.register(key, zh=zh, en=en, scope=scope)
    for deed in holds:
        _ADDED.setdefault(deed, set()).add(key)


def deeds() -> dict[str, Deed]:
    """Every deed with all roles that hold it."""
    return {name: replace(deed, roles=_held_by(deed)) for name, deed in sorted(_DEEDS.items())}


def _held_by(deed: Deed) -> frozenset[str]:
    return frozenset(ROLES) if "*" in deed.roles else deed.roles | _ADDED.get(deed.name, set())


def unknown_roles() -> list[str]:
    """ "deed: role" for every role that nobody registered, and every deed that a room's role holds and nobody has."""
    strange = [f"{deed.name}: {key}" for deed in _DEEDS.values() for key in sorted(deed.roles - {*ROLES, *EVERYBODY})]
    return strange + [f"{name}: {key}" for name, added in _ADDED.items() for key in added if name not in _DEEDS]


def may(seat: Seat | None, deed: str) -> bool:
    """Whether the role of this seat holds the deed. An unregistered deed is a programming error."""
    return seat is not None and seat.role in _held_by(_DEEDS[deed])


def require(seat: Seat | None, deed: str, *, of: OfTown | None = None) -> None:
    """NotAllowed, with the sentence of the deed, unless the seat may do it, and to something of its own town."""
    if not may(seat, deed):
        listed, language = deeds()[deed], get_language() or "zh"
        what = listed.en if language.startswith("en") else listed.zh
        who = [roles.label(key, language) for key in sorted(listed.roles)]
        raise NotAllowed("您现在的岗位不能{listed}；可以由{who}来做。", listed=what, who=who)
    if of is not None and (seat is None or _town_of(of) != seat.town_id):
        raise NotAllowed("这不是本镇的，您的岗位看不到它。")


def _town_of(row: OfTown) -> int | None:
    """A town is nobody's but its own."""
    found: int | None = row.pk if isinstance(row, Place) and row.level == "town" else row.town_id
    return found


def own_village(seat: Seat) -> int | None:
    """The village that a village's seat is bound to: it sees and enters that one's rows alone. None for the town's
    seats and those of offices.
    """
    is_bound = SCOPES[seat.role] != "town" and seat.unit.unit_kind == "village"
    return (seat.unit.place_id or 0) if is_bound else None


def visible_to(seat: Seat) -> QuerySet[Matter]:
    """The matters this seat may see; objects are fetched only through this.

    A confidential report is seen by units that assist in it no more than by others; what is told of a unit or a person
    is never seen by them, not even as its lead (信访工作条例 art. 30).
    """
    return without_kept(_in_scope(seat), seat, "pk")


def _in_scope(seat: Seat) -> QuerySet[Matter]:
    scope = SCOPES[seat.role]
    if scope.startswith("kind:"):
        return Matter.objects.filter(town_id=seat.town_id, kind=scope.removeprefix("kind:"))
    if scope == "town":
        hidden = [kind.name for kind in kinds.all_kinds() if kind.read and not may(seat, kind.read)]
        seen = Matter.objects.filter(town_id=seat.town_id)
        return seen.exclude(kind__in=hidden) if hidden else seen
    if scope == "unit":
        assisted = Clock.objects.filter(unit_id=seat.unit_id, kind="assist").values("matter_id")
        return Matter.objects.filter(
            Q(lead_unit_id=seat.unit_id) | Q(is_confidential=False, pk__in=assisted), town_id=seat.town_id
        )
    if scope == "district":
        return Matter.objects.filter(town__parent_id=seat.town.parent_id).exclude(kind__in=kinds.sealed())
    read = [kind.name for kind in kinds.all_kinds() if kind.read and may(seat, kind.read)]
    return Matter.objects.filter(town_id=seat.town_id, kind__in=read)


EVERYTHING = ("lead_unit", "place", "category", "requester")


def seen_among(seat: Seat, matters: Iterable[Matter | None]) -> set[int]:
    """Keys of those that this seat may see; for lists whose rows name a matter that not everybody there may see."""
    keys = [matter.pk for matter in matters if matter is not None]
    return set(visible_to(seat).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()


def with_seen_matter(rows: QuerySet[Row], seat: Seat) -> QuerySet[Row]:
    """With `is_seen`: whether the row's matter is one that this seat may see; for lists of rows that the seat may see
    without their matters.
    """
    seen = Exists(visible_to(seat).filter(pk=OuterRef("matter_id")))
    return cast("QuerySet[Row]", rows.annotate(is_seen=seen))


def matter_for(seat: Seat, number: str, *, joined: Sequence[str] = EVERYTHING) -> Matter:
    """The matter of this number if the seat may see it; NotAllowed otherwise, in the same words as for one that is not
    there.

    `joined` are the relations that the caller is going to read; the town is always there.
    """
    found = visible_to(seat).filter(number=number)
    matter = next(iter((found.select_related(*joined) if joined else found)[:1]), None)
    if matter is None:
        raise NotAllowed("没有编号为 {number} 的事项，或者您的岗位看不到它。", number=number)
    if matter.town_id == seat.town_id:
        matter.town = seat.town
    return matter


def seat_at(user_id: int, moment: datetime, chosen: int | None) -> Seat | None:
    """The seat the user acts from: the chosen one if it is still held at this moment, else the first held."""
    held = list(Seat.objects.on(moment).filter(user_id=user_id).select_related("town", "unit").order_by("pk"))
    return next((seat for seat in held if seat.pk == chosen), held[0] if held else None)


register(
    "matters.see",
    zh="查看事项",
    en="see matters",
    roles=[
        *("dispatcher", "reviewer", "handler", "village", "secretary", "leader", "callback"),
        *("statistician", "district"),
    ],
)
register(
    "matters.note",
    zh="添加备注和材料",
    en="add notes and files",
    roles=["dispatcher", "reviewer", "handler", "village", "secretary", "leader", "callback"],
)
register(
    "matters.words",
    zh="看原话全文（不遮号码）",
    en="read the original words unmasked",
    roles=["dispatcher", "secretary", "callback"],
)
register(
    "contact.reveal",
    zh="查看诉求人的联系方式",
    en="look at a requester's contact details",
    roles=["dispatcher", "handler", "secretary", "callback"],
)
register(
    "reveals.see", zh="查看联系方式的查看记录", en="see who looked at contact details", roles=["privacy", "auditor"]
)
register(
    "recusal.name", zh="登记反映的是谁", en="name whom a matter is about", roles=["dispatcher", "reviewer", "secretary"]
)
register(
    "recusal.declare",
    zh="申报利害关系、回避",
    en="declare an interest",
    roles=["dispatcher", "reviewer", "handler", "village", "secretary", "leader", "callback"],
)
register("recusal.decide", zh="决定谁要回避", en="decide on recusals", roles=["secretary", "leader"])
register(
    "retention.hold",
    zh="因复议、诉讼或申诉暂停清除",
    en="keep a matter from being purged",
    roles=["privacy", "auditor"],
)
register(
    "retention.forget",
    zh="按本人要求提供或注销个人信息",
    en="hand over or forget what is kept of a person, at their request",
    roles=["privacy"],
)
register("house.events", zh="查看本镇内部事项", en="see the town's own events", roles=["auditor"])
register("house.see", zh="查看系统页面", en="see the house's own pages", roles=EVERYBODY)
