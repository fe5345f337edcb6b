"""What every room has in common: it brings its words and deeds with it when Django starts."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


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


class RoomConfig(AppConfig):
    """A door, desk, ledger or page room. `address` stands below the root ('' = none)."""

    default_auto_field = "django.db.models.BigAutoField"
    address: str = ""
    nav: tuple[NavItem, ...] = ()
    entrances: tuple[Entrance, ...] = ()

    def __init_subclass__(cls) -> None:
        # Django looks for one AppConfig per apps.py and would otherwise count the imported base as a second
        cls.default = True  # type: ignore[attr-defined]

    def ready(self) -> None:
        for words in ("events", "access"):
            if find_spec(f"{self.name}.{words}"):
                import_module(f"{self.name}.{words}")
