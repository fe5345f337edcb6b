"""What people said when they were called, which a purge takes."""

from __future__ import annotations

from xiangyue.desks.callback.models import Callback
from xiangyue.kernel.besides import register

register(Callback, "words")
