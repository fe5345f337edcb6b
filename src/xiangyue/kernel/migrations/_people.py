"""For the migrations of rooms: what stood under the house's key goes under the key of the person that it is about."""

import secrets

from xiangyue.kernel.fields import OWN, keyring, suite
from xiangyue.lib.keyring import Box
from xiangyue.lib.phones import same_phone


def person_of(apps, town_id, *, name, phone, address=""):
    """Known by number and name, or new with a key of their own."""
    party_model, key_model = apps.get_model("kernel", "Party"), apps.get_model("kernel", "PersonKey")
    ring = keyring()
    phone_hash = ring.fingerprint(same_phone(phone)) if same_phone(phone) else ""
    name_hash = ring.fingerprint(name) if name else ""
    known = party_model.objects.filter(town_id=town_id, phone_hash=phone_hash, name_hash=name_hash, is_active=True)
    if phone_hash and (found := known.exclude(kind="unit").order_by("pk").first()) is not None:
        return found
    secret = secrets.token_urlsafe(32)
    return party_model.objects.create(
        town_id=town_id,
        kind="person",
        key=key_model.objects.create(town_id=town_id, secret_sealed=ring.seal(secret)),
        name_sealed=under(secret, name),
        phone_sealed=under(secret, phone),
        address_sealed=under(secret, "" if phone else address),
        phone_hash=phone_hash,
        name_hash=name_hash,
    )


def reseal_for_requesters(model, column):
    """Rows beside a matter, under the key of whoever raised it; where nobody is known they stay."""
    ring = keyring()
    rows = model.objects.exclude(**{column: ""}).exclude(**{f"{column}__startswith": OWN})
    for row in rows.exclude(matter__requester__key=None).select_related("matter__requester__key").order_by("pk"):
        secret = ring.open(row.matter.requester.key.secret_sealed)
        model.objects.filter(pk=row.pk).update(**{column: under(secret, ring.open(getattr(row, column)))})


def opened(token):
    """CannotOpen tells which key to put back before anything is moved."""
    return keyring().open(token) if token else ""


def under(secret, text):
    return OWN + Box(secret, suite().cipher).seal(text) if text else ""
