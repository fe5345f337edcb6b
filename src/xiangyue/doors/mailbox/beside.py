"""What was written about a letter, which a purge takes."""

from __future__ import annotations

from xiangyue.doors.mailbox.models import Evaluation, Letter, Meeting
from xiangyue.kernel.besides import register

register(Letter, "screening_note", "draft")
register(Evaluation, "comment", matter="letter__matter")
register(Meeting, "note", matter="letter__matter")
