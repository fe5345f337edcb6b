"""Whoever calls: one person, one row, their details sealed under a key of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xiangyue.kernel.fields import keyring
from xiangyue.kernel.models import Party, PersonKey, Place
from xiangyue.kernel.sealing import cut_key, seal_for
from xiangyue.lib.phones import same_phone

_CHUNK = 500


@dataclass(frozen=True)
class Requester:
    """诉求人. Everything in the clear; it is sealed on the way in. `title` and `code` are for firms.

    `mail`, `wechat` (an openid) and `language` say how they want to be told.
    """

    name: str = ""
    phone: str = ""
    address: str = ""
    kind: str = "person"
    title: str = ""
    code: str = ""
    mail: str = ""
    wechat: str = ""
    language: str = ""


def identity_of(requester: Requester) -> tuple[str, str, str]:
    """One person, one row: the same number under the same name. Without a phone every caller is somebody new."""
    ring = keyring()
    phone = phone_fingerprint(requester.phone) if same_phone(requester.phone) else ""
    name = ring.fingerprint(requester.title or requester.name) if requester.title or requester.name else ""
    return phone, name, "" if phone else requester.address


def parties_of(town: Place, requesters: Sequence[Requester]) -> dict[tuple[str, str, str], Party]:
    wanted = {identity_of(requester): requester for requester in requesters}
    known: dict[tuple[str, str, str], Party] = {}
    phones = [identity[0] for identity in wanted if identity[0]]
    for start in range(0, len(phones), _CHUNK):
        for party in Party.objects.filter(town=town, phone_hash__in=phones[start : start + _CHUNK]).select_related(
            "key"
        ):
            known.setdefault((party.phone_hash, party.name_hash, ""), party)
    fresh = {identity: new_party(town, one) for identity, one in wanted.items() if identity not in known}
    save_parties(fresh.values())
    for identity, party in known.items():
        if identity in wanted:
            _learn(party, wanted[identity])
    return known | fresh


def person_of(town: Place, requester: Requester) -> Party:
    """Whoever this is, known or new: for what a room keeps about somebody who has raised nothing yet."""
    return parties_of(town, [requester])[identity_of(requester)]


def _learn(party: Party, requester: Requester) -> None:
    """Somebody we know now says how to reach them."""
    told = {"mail_sealed": requester.mail, "wechat_sealed": requester.wechat}
    new = {column: seal_for(party.key, value) for column, value in told.items() if value and not getattr(party, column)}
    if requester.language and requester.language != party.language:
        new["language"] = requester.language
    if new:
        Party.objects.filter(pk=party.pk).update(**new)


def new_party(town: Place, requester: Requester) -> Party:
    """Somebody nobody knew, everything sealed under a key of their own; not saved."""
    key, identity = cut_key(town), identity_of(requester)
    return Party(
        town=town,
        key=key,
        kind=requester.kind,
        title=requester.title,
        code=requester.code,
        name_sealed=seal_for(key, requester.name),
        phone_sealed=seal_for(key, requester.phone),
        address_sealed=seal_for(key, requester.address),
        mail_sealed=seal_for(key, requester.mail),
        wechat_sealed=seal_for(key, requester.wechat),
        language=requester.language,
        phone_hash=identity[0],
        name_hash=identity[1],
    )


def save_parties(parties: Iterable[Party]) -> None:
    """New ones with their keys."""
    rows = list(parties)
    PersonKey.objects.bulk_create([party.key for party in rows if party.key], batch_size=_CHUNK)
    for party in rows:
        party.key_id = party.key.pk if party.key else None
    Party.objects.bulk_create(rows, batch_size=_CHUNK)


def phone_fingerprint(phone: str) -> str:
    """The look-up hash of a phone number, however it is written."""
    return keyring().fingerprint(same_phone(phone))
