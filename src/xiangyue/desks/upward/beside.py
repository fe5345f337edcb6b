"""What was written of whose a matter is, which a purge takes."""

from __future__ import annotations

from xiangyue.desks.upward.models import Objection, Statutory
from xiangyue.kernel.besides import register

register(Statutory, "words")
register(Objection, "reason", "late", "words")
