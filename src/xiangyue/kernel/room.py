"""What every room has in common: its declarations are found by their file's name when Django starts."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig

# In this order: a kind names its events' gates, deeds name roles, a bridge names kinds.
DECLARED_IN = (
    "events",
    "access",
    "kind",
    "figures",
    "telling",
    "chained",
    "proof",
    "beside",
    "person",
    "bridge",
    "holding",
    "own",
)


class Room(AppConfig):
    """A package of the house with tables, events, deeds or kinds of its own."""

    default_auto_field = "django.db.models.BigAutoField"

    def __init_subclass__(cls) -> None:
        # Django looks for one AppConfig per apps.py and would otherwise count an imported base as a second
        cls.default = "name" in cls.__dict__  # type: ignore[attr-defined]

    def ready(self) -> None:
        for name in DECLARED_IN:
            if find_spec(f"{self.name}.{name}"):
                import_module(f"{self.name}.{name}")
