"""What a password has to be, beside its length: three kinds of characters of four, and none of the last five."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from xiangyue.house.models import PastPassword

KEPT = 5
_KINDS = (str.isupper, str.islower, str.isdigit, lambda one: not one.isalnum())
_AT_LEAST = 3


class ThreeKinds:
    def validate(self, password: str, user: User | None = None) -> None:
        if sum(any(is_kind(one) for one in password) for is_kind in _KINDS) < _AT_LEAST:
            raise ValidationError(self.get_help_text(), code="password_kinds")

    def get_help_text(self) -> str:
        return _("密码要有大写字母、小写字母、数字、其他符号这四类中的三类。")


class NoneOfTheLast:
    def validate(self, password: str, user: User | None = None) -> None:
        if user is not None and user.pk and any(check_password(password, one) for one in {user.password, *_past(user)}):
            raise ValidationError(self.get_help_text(), code="password_used")

    def get_help_text(self) -> str:
        return _("不能用最近用过的五个密码。")


def _past(user: User) -> list[str]:
    return list(_newest_first(user).values_list("encoded", flat=True)[:KEPT])


def keep(user: User, at: datetime) -> None:
    """The password that the user has just chosen; what is older than the last five goes."""
    PastPassword.objects.create(user=user, encoded=user.password, chosen_at=at)
    PastPassword.objects.filter(pk__in=list(_newest_first(user).values_list("pk", flat=True)[KEPT:])).delete()


def is_too_old(user: User, days: int, at: datetime) -> bool:
    """Whether it was chosen more than `days` ago; where nobody knows when, since the account was made. 0: never."""
    if not days:
        return False
    chosen = _newest_first(user).values_list("chosen_at", flat=True).first() or user.date_joined
    return at - chosen > timedelta(days=days)


def _newest_first(user: User) -> QuerySet[PastPassword]:
    return PastPassword.objects.filter(user=user).order_by("-chosen_at", "-pk")
