"""Search by characters: one lexeme per pair of Han characters, the same on PostgreSQL (tsvector + GIN) and SQLite (FTS5).

The index stands in a table of its own, so that moving a matter never rewrites it.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from xiangyue.kernel.models import Matter
from xiangyue.lib.hantext import bigrams, query_bigrams

_TEXT_LIMIT = 4000  # characters of the original words that are indexed


def lexemes(matter: Matter) -> list[str]:
    text = f"{matter.title} {matter.words[:_TEXT_LIMIT]}"
    singles = {"s" + char for char in text if "\u3400" <= char <= "\u9fff"} if len(matter.title) < 200 else set()
    return [f"t{matter.town_id}", matter.number.lower(), *bigrams(text), *sorted(singles)][:3000]


def index(matters: Iterable[Matter]) -> None:
    """Make these new matters findable; each matter once, in the transaction that receives it (its words never change)."""
    rows = [(matter.pk, lexemes(matter)) for matter in matters]
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany(
                "INSERT INTO kernel_search (matter_id, lexemes) VALUES (%s, array_to_tsvector(%s::text[]))",
                rows,
            )
        else:
            cursor.executemany(
                "INSERT INTO kernel_search (rowid, lexemes) VALUES (%s, %s)",
                [(pk, " ".join(_plain(word) for word in words)) for pk, words in rows],
            )


def find(town_id: int, query: str, *, before: int | None = None, limit: int = 50) -> list[int]:
    """Ids of the town's matters that hold every pair of the query, newest id first; `before` is the last id seen."""
    wanted = query_bigrams(query)
    if not wanted:
        return []
    words = [f"t{town_id}", *("s" + word if _is_single_han(word) else word for word in wanted)]
    bound = before if before is not None else 2**62
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT matter_id FROM kernel_search WHERE lexemes @@ %s::tsquery AND matter_id < %s"
                " ORDER BY matter_id DESC LIMIT %s",
                [" & ".join("'" + word.replace("'", "''").replace("\\", "\\\\") + "'" for word in words), bound, limit],
            )
        else:
            cursor.execute(
                "SELECT rowid FROM kernel_search WHERE kernel_search MATCH %s AND rowid < %s"
                " ORDER BY rowid DESC LIMIT %s",
                [" AND ".join(f'"{_plain(word)}"' for word in words), bound, limit],
            )
        return [row[0] for row in cursor.fetchall()]


def _is_single_han(word: str) -> bool:
    return len(word) == 1 and "\u3400" <= word <= "\u9fff"


def _plain(word: str) -> str:
    """FTS5's own tokenizer must see one token: whatever it would split at becomes x."""
    return word if word.isalnum() else "".join(char if char.isalnum() else "x" for char in word)
