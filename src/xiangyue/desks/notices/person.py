"""What this desk keeps about a person: their text messages."""

from __future__ import annotations

from xiangyue.desks.notices.models import Reply
from xiangyue.kernel.persons import Belonging, register

register(Belonging(Reply, "party", forgotten={"words": ""}, told=("at", "words")))
