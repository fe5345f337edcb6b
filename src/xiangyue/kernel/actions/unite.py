"""Two callers that were found to be one: told on every matter of theirs."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xiangyue.kernel import persons
from xiangyue.kernel.actions.callers import phone_fingerprint
from xiangyue.kernel.actions.record import WORKER, Actor, Change, carry_out
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Matter, Party, Place, SealedPart
from xiangyue.kernel.sealing import contact, opened, seal_for

_CHUNK = 500


@transaction.atomic
def unite(kept: Party, other: Party, *, actor: Actor, at: datetime) -> int:
    """Two rows of one person become one: every matter of `other` is told to be `kept`'s, its sealed parts move under
    their key, and what rooms keep of them. The other key is dropped: whoever forgets the one leaves nothing behind in
    the other. How many matters moved. Refused unless both have the same number and name.
    """
    if (kept.town_id, kept.phone_hash, kept.name_hash) != (other.town_id, other.phone_hash, other.name_hash):
        raise Refused("只有号码和姓名都相同的两个来电人才能合并。")
    if kept.pk == other.pk or not kept.phone_hash:
        raise Refused("没有号码，或者是同一个来电人，不用合并。")
    moved = 0
    persons.move(other, kept)
    for matter in Matter.objects.filter(requester=other).select_related("town").order_by("pk"):
        parts = list(matter.sealed_parts.all())
        for part in parts:
            part.text_sealed = seal_for(kept.key, opened(part.text_sealed, other.key))
        SealedPart.objects.bulk_update(parts, ["text_sealed"])
        told = {"kept": kept.pk, "other": other.pk}
        carry_out(matter, Change("callers_united", told, columns={"requester": kept}), actor=actor, at=at)
        moved += 1
    if other.key is not None:
        other.key.delete()
    Party.objects.filter(pk=other.pk).update(is_active=False, phone_hash="", name_hash="")
    return moved


def unite_found(town: Place, *, at: datetime) -> int:
    """Numbers that were kept in another writing than they are compared in now; how many people were two before."""
    people = Party.objects.filter(town=town, is_active=True).exclude(phone_sealed="").exclude(kind="unit")
    united = 0
    for party in people.select_related("key").order_by("pk").iterator(chunk_size=_CHUNK):
        digest = phone_fingerprint(contact(party, "phone"))
        if party.phone_hash in ("", digest):
            continue
        Party.objects.filter(pk=party.pk).update(phone_hash=digest)
        party.phone_hash = digest
        same = Party.objects.filter(town=town, phone_hash=digest, name_hash=party.name_hash, is_active=True)
        first = same.exclude(pk=party.pk).select_related("key").order_by("pk").first()
        if first is not None:
            unite(first, party, actor=WORKER, at=at)
            united += 1
    return united
