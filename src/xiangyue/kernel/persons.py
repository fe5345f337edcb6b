"""What rooms keep about people: rows that belong to a person, sealed under the key of that person.

A room registers its tables in its `person.py`. Where a person is forgotten, these rows are too; where two rows of a
person become one, these follow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from xiangyue.kernel.models import Matter, Party
from xiangyue.kernel.sealing import opened, seal_for

_NOBODY: Q = Q(pk__in=())


@dataclass(frozen=True)
class Belonging:
    """`person` is the way to the person as a query writes it. `sealed`: columns under their key. `forgotten`: what is
    written where they are forgotten. `waiting`: rows for the end of which forgetting has to wait. `told`: columns that
    stand in the copy which a person may ask for, beside the sealed ones.
    """

    model: type[models.Model]
    person: str
    sealed: tuple[str, ...] = ()
    forgotten: Mapping[str, Any] = field(default_factory=dict)
    waiting: Q = _NOBODY
    told: tuple[str, ...] = ()

    def of(self, party: Party) -> QuerySet[Any]:
        return self.model._default_manager.filter(**{self.person: party.pk})

    @property
    def is_own(self) -> bool:
        """Whether the row itself names the person, not its matter."""
        return "__" not in self.person


_BELONGINGS: dict[type[models.Model], Belonging] = {}


def register(belonging: Belonging) -> None:
    if belonging.model in _BELONGINGS:
        raise ValueError(f"{belonging.model.__name__} is registered twice as somebody's")
    _BELONGINGS[belonging.model] = belonging


def belongings() -> list[Belonging]:
    return sorted(_BELONGINGS.values(), key=lambda one: one.model._meta.label)


def waits(party: Party) -> bool:
    """Whether something of theirs still goes on beside their matters."""
    return any(one.of(party).filter(one.waiting).exists() for one in belongings())


def kept_of(party: Party) -> dict[str, list[dict[str, str]]]:
    """What rooms keep of a person, by table: each row's columns as text, what is sealed in the clear."""
    found: dict[str, list[dict[str, str]]] = {}
    for one in belongings():
        if rows := [_told(one, row, party) for row in one.of(party).order_by("pk")]:
            found[one.model._meta.label] = rows
    return found


def _told(one: Belonging, row: models.Model, party: Party) -> dict[str, str]:
    plain = {name: value for name in one.told if (value := getattr(row, name))}
    shown = {name: value.isoformat() if isinstance(value, date) else str(value) for name, value in plain.items()}
    return shown | {name: opened(getattr(row, name), party.key) for name in one.sealed if getattr(row, name)}


def forget(party: Party) -> None:
    for one in belongings():
        if one.forgotten:
            one.model._default_manager.filter(pk__in=list(one.of(party).values_list("pk", flat=True))).update(
                **one.forgotten
            )


def move(other: Party, kept: Party) -> None:
    """Under the key of `kept`. Before the matters are moved, by which some of the rows are found."""
    for one in belongings():
        rows = list(one.of(other))
        for row in rows:
            for column in one.sealed:
                setattr(row, column, seal_for(kept.key, opened(getattr(row, column), other.key)))
        if one.sealed:
            one.model._default_manager.bulk_update(rows, one.sealed)
        if one.is_own:
            one.of(other).update(**{one.person: kept})


def let_go(party: Party) -> None:
    """Somebody of whom nothing is kept any more: the key goes, and with it name and number."""
    if Matter.objects.filter(requester=party).exists() or any(one.of(party).exists() for one in belongings()):
        return
    if party.key is not None:
        party.key.delete()
    Party.objects.filter(pk=party.pk).update(phone_hash="", name_hash="", is_active=False)
