"""What was written for and against an appeal, which a purge takes."""

from __future__ import annotations

from xiangyue.figures.appeals.models import Appeal
from xiangyue.kernel.besides import register

register(Appeal, "reason", "basis", "words", "answer")
