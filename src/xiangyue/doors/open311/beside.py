"""What an app told beside the words, which a purge takes."""

from __future__ import annotations

from xiangyue.doors.open311.models import Report
from xiangyue.kernel.besides import register

register(Report, "address", emptied=("media_url", "account_sealed"))
