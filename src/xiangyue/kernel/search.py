"""Search by characters: one lexeme per pair of Han characters, the same on PostgreSQL (tsvector + GIN) and SQLite
(FTS5).

The index stands in a table of its own, so that moving a matter never rewrites it.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from xiangyue.kernel.models import Matter
from xiangyue.kernel.said import phone_token, tokens_of
from xiangyue.lib.hantext import bigrams, query_bigrams

# The planner cannot know how common a pair is: left alone it walks the whole table backwards for a rare one. So a
# common
# pair is found among the newest rows, and only one that is not so common goes through the index, where it is cheap.
_NEWEST = 8_000
_AMONG_THE_NEWEST = (
    "SELECT matter_id FROM kernel_search WHERE lexemes @@ %s::tsquery AND matter_id < %s"
    " AND matter_id > (SELECT max(matter_id) FROM kernel_search "
    "WHERE matter_id < %s) - %s ORDER BY matter_id DESC LIMIT %s"
)
_THROUGH_THE_INDEX = (
    "SELECT matter_id FROM kernel_search WHERE lexemes @@ %s::tsquery "
    "AND matter_id < %s ORDER BY matter_id + 0 DESC LIMIT %s"
)
_TEXT_LIMIT = 4000  # characters of the original words that are indexed


def lexemes(matter: Matter) -> list[str]:
    """Town, number, pairs, each single Han character marked with an s, and a keyed token for each telephone number in
    the words, which themselves are masked; letters and digits only.
    """
    text = f"{matter.number} {matter.title} {matter.words[:_TEXT_LIMIT]}"
    singles = ["s" + char for char in dict.fromkeys(text) if _is_single_han(char)]
    return [_town(matter.town_id), *bigrams(text), *singles, *tokens_of(matter)]


def index(matters: Iterable[Matter]) -> None:
    """Make these new matters findable; each matter once, in the transaction that receives it (its words never
    change).
    """
    rows = [(matter.pk, lexemes(matter)) for matter in matters]
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany(
                "INSERT INTO kernel_search (matter_id, lexemes) VALUES (%s, array_to_tsvector(%s::text[]))",
                [(pk, _array(words)) for pk, words in rows],
            )
        else:
            cursor.executemany(
                "INSERT INTO kernel_search (rowid, lexemes) VALUES (%s, %s)",
                [(pk, " ".join(words)) for pk, words in rows],
            )


def drop(matter: Matter) -> None:
    """Before its words go. FTS5 keeps no text: it is told again what to take out."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DELETE FROM kernel_search WHERE matter_id = %s", [matter.pk])
        else:
            cursor.execute(
                "INSERT INTO kernel_search (kernel_search, rowid, lexemes) VALUES ('delete', %s, %s)",
                [matter.pk, " ".join(lexemes(matter))],
            )


def _array(words: list[str]) -> str:
    """An array literal: the driver would look at every lexeme by itself. They hold letters and digits only."""
    return '{"' + '","'.join(words) + '"}'


def find(town_id: int, query: str, *, before: int | None = None, limit: int = 50) -> list[int]:
    """Ids of the town's matters that hold every pair of the query, newest id first; `before` is the last id seen."""
    wanted = query_bigrams(query)
    if not wanted:
        return []
    return _holding([_town(town_id), *("s" + word if _is_single_han(word) else word for word in wanted)], before, limit)


def find_phone(town_id: int, phone: str, *, limit: int = 50) -> list[int]:
    """Ids of the town's matters in whose words this number stands, in whatever writing; newest first."""
    return _holding([_town(town_id), phone_token(phone)], None, limit)


def _holding(words: list[str], before: int | None, limit: int) -> list[int]:
    bound = before if before is not None else 2**62
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            asked = " & ".join(f"'{word}'" for word in words)
            cursor.execute(_AMONG_THE_NEWEST, [asked, bound, bound, _NEWEST, limit])
            found = [row[0] for row in cursor.fetchall()]
            if len(found) == limit:
                return found
            cursor.execute(_THROUGH_THE_INDEX, [asked, bound, limit])
        else:
            cursor.execute(
                "SELECT rowid FROM kernel_search WHERE kernel_search MATCH %s AND rowid < %s"
                " ORDER BY rowid DESC LIMIT %s",
                [" AND ".join(f'"{word}"' for word in words), bound, limit],
            )
        return [row[0] for row in cursor.fetchall()]


def _town(town_id: int) -> str:
    return f"t{town_id}"


def _is_single_han(word: str) -> bool:
    return len(word) == 1 and "\u3400" <= word <= "\u9fff"
