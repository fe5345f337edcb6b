"""What was sent about a matter and answered to it, which a purge takes."""

from __future__ import annotations

from xiangyue.desks.notices.models import Notice, Reply
from xiangyue.kernel.besides import register

register(Notice, "text", "error")
register(Reply, "words")
