"""The second factor: pairing a phone, taking its codes, and a way in once where it is lost."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

import pyotp
import segno
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from xiangyue.counter.tally import count, counted
from xiangyue.counter.throttle import TooMany
from xiangyue.house.models import RecoveryCode, SecondFactor
from xiangyue.kernel.access import may
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.fields import keyring
from xiangyue.kernel.models import Place, Seat

GUARDED = (
    *("letters.read", "contact.reveal", "people.manage", "people.second", "people.see_changes"),
    *("addresses.set", "access_log.read"),
)
RECOVERY_CODES = 8
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_AROUND = 1  # steps by which a phone's clock may be off


def is_asked_of(user: User, at: datetime) -> bool:
    """Whether one of the seats that the user holds reads letters, sees phones or administers, and the profile asks."""
    if not settings.PROFILE.second_factor:
        return False
    held = Seat.objects.on(at).filter(user=user)
    return any(may(seat, deed) for seat in held for deed in GUARDED)


def factor_of(user: User) -> SecondFactor | None:
    return SecondFactor.objects.filter(user=user).first()


def new_secret() -> str:
    return pyotp.random_base32()


def picture_of(secret: str, user: User) -> str:
    """The QR code as an address of data, for an <img>."""
    told = pyotp.TOTP(secret).provisioning_uri(name=user.get_username(), issuer_name="乡约")
    return segno.make(told, micro=False).svg_data_uri(scale=5, border=2)


@transaction.atomic
def pair(user: User, town: Place, secret: str, code: str, at: datetime) -> list[str]:
    """The recovery codes, told this once. Refused where the code is not the phone's, or one is paired already."""
    step = _step_of(secret, code, at)
    if step is None:
        raise Refused("这个验证码不对，请看手机上现在的六位数再填；手机的时间要准。")
    if SecondFactor.objects.filter(user=user).exists():
        raise Refused("这个账号已经绑定过手机；换手机请找安全管理员重置。")
    sealed = keyring().seal(secret)
    factor = SecondFactor.objects.create(town=town, user=user, secret_sealed=sealed, made_at=at, last_step=step)
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(factor=factor, digest=_digest(code)) for code in codes)
    return codes


def _recovery_code() -> str:
    """Fifty bits, in two groups."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(2))


def check(factor: SecondFactor, code: str, at: datetime) -> bool:
    """Whether the code opens: the phone's of this moment, once, or a recovery code, once.

    What is wrong is counted; TooMany after as many as the profile allows, from wherever they came.
    """
    window = timedelta(minutes=settings.PROFILE.lock_minutes)
    name = f"code:{factor.user_id}"
    if counted(name, window, at) >= settings.PROFILE.failures:
        raise TooMany(
            "验证码错得太多，暂时锁定，请过 {minutes} 分钟再试，或找安全管理员。", minutes=settings.PROFILE.lock_minutes
        )
    if _takes_step(factor, code, at) or RecoveryCode.objects.filter(factor=factor, digest=_digest(code)).delete()[0]:
        return True
    count(name, window, at)
    return False


def _takes_step(factor: SecondFactor, code: str, at: datetime) -> bool:
    step = _step_of(keyring().open(factor.secret_sealed), code, at)
    newer = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step) if step is not None else None
    return newer is not None and newer.update(last_step=step) == 1


def _step_of(secret: str, code: str, at: datetime) -> int | None:
    """The step of 30 seconds whose code this is; None where it is none of now."""
    totp = pyotp.TOTP(secret)
    now = int(at.timestamp()) // totp.interval
    steps = range(now - _AROUND, now + _AROUND + 1)
    return next((step for step in steps if pyotp.utils.strings_equal(totp.generate_otp(step), _tidy(code))), None)


def _tidy(code: str) -> str:
    return code.strip().replace(" ", "").lower()


def _digest(code: str) -> str:
    return keyring().fingerprint(f"recovery:{_tidy(code)}")
