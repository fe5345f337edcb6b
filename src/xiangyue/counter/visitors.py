"""People without a seat who come back: a signed token says who they are to us. It names nobody."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core import signing

from xiangyue.kernel.fields import keyring
from xiangyue.kernel.models import Place

LASTS = timedelta(days=30)
_SALT = "xiangyue.visitor"


def token_for(town: Place, *, channel: str, who: str, at: datetime) -> tuple[str, datetime]:
    """(token, expiry). `who` is what the channel knows them by (a WeChat openid); only its keyed hash goes into the
    token.
    """
    until = at + LASTS
    told = {
        "town": town.code,
        "who": keyring().fingerprint(f"{channel}:{who}"),
        "as": keyring().seal(who),
        "until": until.isoformat(),
    }
    return signing.dumps(told, salt=_SALT), until


def visitor_of(town: Place, token: str, at: datetime) -> str | None:
    """The visitor's hash; None for a token that is forged, over, or of another town."""
    try:
        told = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    if told["town"] != town.code or datetime.fromisoformat(told["until"]) <= at:
        return None
    return str(told["who"])


def channel_name_in(token: str) -> str:
    """What the channel knows the bearer of a valid token by (the openid), for telling them something later."""
    return keyring().open(signing.loads(token, salt=_SALT)["as"])
