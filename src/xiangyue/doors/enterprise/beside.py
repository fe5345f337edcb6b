"""What a firm told and was told, which a purge takes."""

from __future__ import annotations

from xiangyue.doors.enterprise.models import FirmVisit, Request, SideCase, WithdrawnCheck
from xiangyue.kernel.besides import register

register(Request, "typed_name", "words_sealed")
register(SideCase, "words", "basis", "other_ways", "ended_how", matter="request__matter")
register(WithdrawnCheck, "finding", matter="request__matter")
register(FirmVisit, "findings", matter="request__matter")
