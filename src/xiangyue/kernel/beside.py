"""What a purge takes beside words and texts of events: how files were called."""

from __future__ import annotations

from xiangyue.kernel.besides import register
from xiangyue.kernel.models import Attachment

register(Attachment, "title")
