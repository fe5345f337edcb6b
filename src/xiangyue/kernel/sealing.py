"""What is sealed for one person: under a key of their own, so that dropping the key makes it unreadable everywhere,
also in copies of the database that are already away (the keys lie in a table that a backup keeps apart).
"""

from __future__ import annotations

import secrets

from xiangyue.kernel.fields import OWN, keyring, suite
from xiangyue.kernel.models import Matter, Party, PersonKey, Place
from xiangyue.lib.keyring import Box


def cut_key(town: Place) -> PersonKey:
    """A new key, not saved."""
    secret = secrets.token_urlsafe(32)
    key = PersonKey(town=town, secret_sealed=keyring().seal(secret))
    key.box = Box(secret, suite().cipher)
    return key


def seal_for(key: PersonKey | None, text: str) -> str:
    """Under the person's key; under the house's where nobody is known. "" for nothing."""
    if not text:
        return ""
    return keyring().seal(text) if key is None else OWN + _box(key).seal(text)


def opened(token: str, key: PersonKey | None) -> str:
    """ "" for nothing, and for what was sealed under a key that has been dropped. CannotOpen when it is damaged."""
    if not token.startswith(OWN):
        return keyring().open(token) if token else ""
    return _box(key).open(token.removeprefix(OWN)) if key is not None else ""


def contact(party: Party, field: str) -> str:
    """Name, phone, address, mail or wechat in the clear: for deeds that may. Read the party with its key."""
    return opened(getattr(party, f"{field}_sealed"), party.key)


def sealed_for(matter: Matter, text: str) -> str:
    """What a room keeps of whoever raised a matter; under the house's key where nobody is known."""
    return seal_for(_key_of(matter), text)


def opened_for(matter: Matter, token: str) -> str:
    """ "" where the person was forgotten."""
    return opened(token, _key_of(matter))


def _key_of(matter: Matter) -> PersonKey | None:
    return matter.requester.key if matter.requester is not None else None


def _box(key: PersonKey) -> Box:
    if key.box is None:
        key.box = Box(keyring().open(key.secret_sealed), suite().cipher)
    return key.box
