"""What this door keeps about a person: what somebody told for a firm in confidence."""

from __future__ import annotations

from xiangyue.doors.enterprise.models import Request
from xiangyue.kernel.persons import Belonging, register

register(Belonging(Request, "matter__requester", sealed=("words_sealed",)))
