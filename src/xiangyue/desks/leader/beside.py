"""What leaders wrote, which a purge takes."""

from __future__ import annotations

from xiangyue.desks.leader.models import Instruction
from xiangyue.kernel.besides import register

register(Instruction, "text")
