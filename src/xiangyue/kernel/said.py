"""The original words: kept with masks, their personal parts sealed beside them, joined again for whoever may know.

The first event holds the digest of what is kept and a salted commitment to each part, so that nobody can try out ten
thousand numbers against a masked one, and yet it can be proved that no word was edited.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from xiangyue.kernel.fields import keyring
from xiangyue.kernel.models import Matter, PersonKey, SealedPart
from xiangyue.kernel.sealing import opened, seal_for
from xiangyue.lib.algorithms import commitment, digest
from xiangyue.lib.personal import Part, mask_personal, put_together, take_apart
from xiangyue.lib.phones import same_phone

FIELDS = ("title", "words")
_CHUNK = 500


def take_words(matter: Matter, *, title: str, words: str, key: PersonKey | None) -> None:
    """Into a matter that is not saved yet, in the form in which they are kept."""
    matter.held = []
    for field, said in zip(FIELDS, (title, words), strict=True):
        left, parts = take_apart(said)
        setattr(matter, field, left)
        for part in parts:
            row = SealedPart(
                town_id=matter.town_id,
                field=field,
                kind=part.kind,
                start=part.start,
                end=part.end,
                salt=secrets.token_hex(16),
                text_sealed=seal_for(key, part.text),
                token=phone_token(part.text) if part.kind == "phone" else "",
            )
            matter.held.append((row, part.text))


def told_of(matter: Matter, *, algorithm: str) -> dict[str, Any]:
    """What the first event holds of them."""
    return {
        "words_digest": words_digest(matter.title, matter.words, algorithm),
        "parts": [_committed(row, text, algorithm) for row, text in matter.held or ()],
    }


def words_digest(title: str, words: str, algorithm: str) -> str:
    return digest(f"{title}\n{words}".encode(), algorithm)


def _committed(row: SealedPart, text: str, algorithm: str) -> dict[str, Any]:
    bound = commitment(row.salt, text, algorithm)
    return {"field": row.field, "kind": row.kind, "start": row.start, "end": row.end, "commitment": bound}


def keep_parts(matters: Iterable[Matter]) -> None:
    """The parts of matters that have just been saved."""
    SealedPart.objects.bulk_create(parts_to_keep(matters), batch_size=_CHUNK)


def parts_to_keep(matters: Iterable[Matter]) -> list[SealedPart]:
    rows = []
    for matter in matters:
        for row, _ in matter.held or ():
            row.matter = matter
            rows.append(row)
    return rows


def phone_token(phone: str) -> str:
    """What a number in words is found by, in whatever writing. Keyed, so that the index tells nobody a number."""
    return "k" + keyring().fingerprint(f"in words:{same_phone(phone)}")[:24]


def tokens_of(matter: Matter) -> list[str]:
    """The tokens of the numbers in its words, each once."""
    rows = [row for row, _ in matter.held] if matter.held is not None else matter.sealed_parts.order_by("pk")
    return list(dict.fromkeys(row.token for row in rows if row.token))


def whole_words(matter: Matter) -> tuple[str, str]:
    """Title and words as they were said: for whoever may know. Read the matter with requester and key."""
    if matter.held is not None:
        parts = matter.held
    else:
        key = matter.requester.key if matter.requester is not None else None
        parts = [(row, opened(row.text_sealed, key)) for row in matter.sealed_parts.all()]
    return tuple(_joined(matter, field, parts) for field in FIELDS)  # type: ignore[return-value]


def masked_words(matter: Matter) -> tuple[str, str]:
    """The same for everybody else; what came in before parts were sealed is masked on the way."""
    return mask_personal(matter.title), mask_personal(matter.words)


def _joined(matter: Matter, field: str, parts: list[tuple[SealedPart, str]]) -> str:
    """A part that can no longer be opened stays masked."""
    mine = [Part(row.kind, row.start, row.end, text) for row, text in parts if row.field == field and text]
    return put_together(getattr(matter, field), mine)
