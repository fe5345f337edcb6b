"""What was found on a walk, which a purge takes."""

from __future__ import annotations

from xiangyue.doors.patrol.models import Finding
from xiangyue.kernel.besides import register

register(Finding, "words", "note")
