"""What a room offers on the counter: lines of the navigation, ways in for people without a seat, an address."""

from __future__ import annotations

from dataclasses import dataclass

from xiangyue.kernel.room import Room


@dataclass(frozen=True)
class NavItem:
    """One line of the navigation: `deed` decides who sees it, `order` where it stands."""

    label: str
    url_name: str
    icon: str
    deed: str
    order: int


@dataclass(frozen=True)
class Entrance:
    """One way in on the town's public page; the address takes the town's code. `says` tells in a few words what it is
    for.
    """

    label: str
    says: str
    url_name: str
    icon: str
    order: int


class RoomConfig(Room):
    """A door, desk, ledger or page room. `address` stands below the root ('' = none)."""

    address: str = ""
    nav: tuple[NavItem, ...] = ()
    entrances: tuple[Entrance, ...] = ()
