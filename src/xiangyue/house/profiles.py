"""What XIANGYUE_PROFILE stands for: one table of plain data. `level2` and `level3` follow GB/T 22239-2019."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """Numbers are 0 where nothing is asked for."""

    idle_minutes: int  # a staff page that nobody touches logs out
    password_days: int  # then the password is to be changed
    failures: int  # log-ins in vain until one name is locked for one address
    lock_minutes: int
    sprayed: int  # log-ins in vain, of whatever names, until an address is locked
    dormant_days: int  # an account that nobody has used for so long is locked
    second_factor: bool  # whoever reads letters, sees phones or administers shows a code beside the password
    only_on_record: bool  # what needs a seat is answered only when its line of the access log is written


PROFILES = {
    "open": Profile(
        idle_minutes=30,
        password_days=0,
        failures=6,
        lock_minutes=15,
        sprayed=30,
        dormant_days=0,
        second_factor=False,
        only_on_record=False,
    ),
    "level2": Profile(
        idle_minutes=30,
        password_days=90,
        failures=5,
        lock_minutes=15,
        sprayed=30,
        dormant_days=90,
        second_factor=False,
        only_on_record=False,
    ),
    "level3": Profile(
        idle_minutes=15,
        password_days=90,
        failures=5,
        lock_minutes=30,
        sprayed=20,
        dormant_days=90,
        second_factor=True,
        only_on_record=True,
    ),
}
