"""Ten digits and a tail: given out, shown again, and opening what they are of. A wrong code and a wrong tail are
answered
in the same words.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import F, QuerySet

from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.fields import keyring
from xiangyue.kernel.models.coded import Coded
from xiangyue.lib.codes import is_code, new_code

TRIES = 10  # wrong tails for one code before it rests
REST = timedelta(hours=1)
Row = TypeVar("Row", bound=Coded)


@dataclass(frozen=True)
class Says:
    """What is answered: to what is no code, to a wrong one or its tail, to one that rests."""

    no_code: str
    wrong: str
    rests: str


def given_with(phone: str) -> tuple[str, str, dict[str, Any]]:
    """(code, tail, columns) of a new one. The tail is that of the phone, or four digits that the code itself gives."""
    ring, code = keyring(), new_code()  # two alike among a thousand million: refused by the column, and asked again
    digits = "".join(char for char in phone if char.isdigit())
    tail = digits[-4:] if len(digits) >= 4 else _given_tail(code)
    columns = {
        "code_hash": ring.fingerprint(code),
        "code_sealed": ring.seal(code),
        "tail_hash": ring.fingerprint(f"{code}:{tail}"),
    }
    return code, tail, columns


def shown(row: Coded) -> tuple[str, str]:
    """(code, tail) for somebody who has already shown that it is theirs; the tail only where it was given with the
    code, else empty: it is then that of their phone.
    """
    code = keyring().open(row.code_sealed)
    tail = _given_tail(code)
    return code, tail if row.tail_hash == keyring().fingerprint(f"{code}:{tail}") else ""


def opened(rows: QuerySet[Row], *, code: str, tail: str, at: datetime, says: Says) -> Row:
    """The row of this code. NotAllowed in the same words for a wrong code, a wrong tail and another town's code."""
    code, ring = "".join(char for char in code if char.isascii() and char.isdigit()), keyring()
    if not is_code(code):
        raise Refused(says.no_code)
    row = rows.filter(code_hash=ring.fingerprint(code)).first()
    if row is None:
        raise NotAllowed(says.wrong)
    if row.locked_until is not None and at < row.locked_until:
        raise NotAllowed(says.rests)
    own = type(row)._default_manager.filter(pk=row.pk)
    if not secrets.compare_digest(row.tail_hash, ring.fingerprint(f"{code}:{tail.strip()}")):
        own.update(wrong_tries=F("wrong_tries") + 1)
        own.filter(wrong_tries__gte=TRIES).update(wrong_tries=0, locked_until=at + REST)
        raise NotAllowed(says.wrong)
    if row.wrong_tries:
        own.update(wrong_tries=0, locked_until=None)
    return row


def _given_tail(code: str) -> str:
    """The same four digits whenever it is asked, so that a repeated request is answered alike."""
    return f"{int(keyring().fingerprint(f'tail:{code}')[:8], 16) % 10_000:04d}"
