"""What units wrote and reviewers answered, which a purge takes."""

from __future__ import annotations

from xiangyue.desks.handling.models import Answer, Case, Release
from xiangyue.kernel.besides import register

register(Answer, "text")
register(Case, "reason", "basis", "decision", "response")
register(Release, "text", "words")
