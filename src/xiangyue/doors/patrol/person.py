"""What this door keeps about a person: the household that agreed to leave a name."""

from __future__ import annotations

from xiangyue.doors.patrol.models import Household
from xiangyue.kernel.persons import Belonging, register

register(
    Belonging(Household, "person", forgotten={"person": None, "consent_at": None}, told=("door_number", "consent_at"))
)
