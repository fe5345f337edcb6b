"""What was sent about a matter, which a purge takes."""

from __future__ import annotations

from xiangyue.desks.notices.models import Notice
from xiangyue.kernel.besides import register

register(Notice, "text", "error")
