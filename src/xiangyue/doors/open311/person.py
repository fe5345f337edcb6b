"""What this door keeps about a person: their account at an app."""

from __future__ import annotations

from xiangyue.doors.open311.models import Report
from xiangyue.kernel.persons import Belonging, register

register(Belonging(Report, "matter__requester", sealed=("account_sealed",)))
