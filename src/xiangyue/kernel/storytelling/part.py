"""What a room's `demo.py` gives to the house."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.db.models import Model

from xiangyue.kernel.storytelling.scene import Scene, Works
from xiangyue.kernel.storytelling.tale import Hearing, Telling

Chapter = Callable[[Telling], None]


@dataclass(frozen=True)
class Part:
    """A room's part in the story, found by the house as `PART`.

    `plays`: few enough to be done deed by deed, at their own moments, before the stories are told. `takes_up`: the
    chapter by the state in which a matter lies before this room; a chapter moves the matter on or raises NotYet.
    `this_morning`: done deed by deed after the stories, on their last day. `hears`: what the room tells or keeps after
    an event. `numbered`: tables whose keys stand in events.
    """

    plays: Callable[[Scene], None] | None = None
    takes_up: Mapping[str, Chapter] = field(default_factory=dict)
    hears: Mapping[str, Hearing] = field(default_factory=dict)
    numbered: tuple[type[Model], ...] = ()
    works: Works | None = None
    this_morning: Callable[[Scene], None] | None = None
