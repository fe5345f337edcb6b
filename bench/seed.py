"""Fill an empty database with N matters of one town and everything that hangs on them, as fast as the engine takes it.

Hashes, seals of the search index and all indexes are real; names and phones are left out. Ten years of history, the
newest
days still open.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import common

common.begin()

from cast import make_town
from django.core.management import call_command
from django.db import connection, transaction

from xiangyue.kernel import vocabulary
from xiangyue.kernel.models import Party, Place
from xiangyue.kernel.said import words_digest
from xiangyue.kernel.spoken import set_apart
from xiangyue.lib.chain import GENESIS, event_hash
from xiangyue.lib.hantext import bigrams

ALGORITHM, MOST_EVENTS = "sha256", 6
pieces = lru_cache(maxsize=None)(bigrams)

YEARS = 10
OPEN_PER_10K = 50
END = datetime.now(UTC)
ROADS = ["永乐大街", "孔兴路", "京津公路", "漷小路", "觅西路", "柴务路"]
WHAT = [
    "路灯不亮",
    "路面塌陷",
    "停水",
    "暖气不热",
    "垃圾没人清",
    "井盖缺失",
    "噪音扰民",
    "占道经营",
    "下水堵塞",
    "树木倒伏",
]
MORE = [
    "已经三天了没有人来处理",
    "晚上老人孩子出行很危险",
    "打过村里电话说正在协调",
    "希望尽快安排人员到现场看看",
    "去年也反映过同样的问题",
]
CHUNK = 20_000


def main(n: int) -> None:
    call_command("migrate", verbosity=0)
    started = time.perf_counter()
    cast = make_town()
    for number in range(36):
        place = Place.objects.create(
            town=cast.town,
            parent=cast.town,
            level="village",
            code=f"b{number}",
            name=f"第{number}村",
            lon=116.7,
            lat=39.7,
        )
        cast.units[f"b{number}"] = Party.objects.create(
            town=cast.town, kind="unit", code=f"b{number}", title=f"第{number}科", unit_kind="office"
        )
        cast.places[f"b{number}"] = place
    writer = PostgresWriter() if connection.vendor == "postgresql" else SqliteWriter()
    writer.before()
    for start in range(0, n, CHUNK):
        writer.write(list(rows(cast, n, start, min(start + CHUNK, n))))
        print(f"\r{min(start + CHUNK, n)}/{n}", end="", file=sys.stderr, flush=True)
    writer.after()
    print(file=sys.stderr)
    common.table(
        ["engine", "matters", "events", "seconds"],
        [[connection.vendor, n, n * 6, round(time.perf_counter() - started)]],
    )


def rows(cast, n: int, start: int, end: int) -> Iterator[dict[str, list[tuple]]]:
    chance = random.Random(start)
    units = [unit.pk for unit in cast.units.values()]
    places = [(place.pk, place.name) for place in cast.places.values()]
    categories = [category.pk for category in cast.categories.values()]
    seat, town, step = cast.seats["dispatcher"].pk, cast.town, timedelta(days=365 * YEARS) / n
    open_from = n - max(n * OPEN_PER_10K // 10_000, 20)
    for pk in range(start + 1, end + 1):
        at = END - timedelta(days=365 * YEARS) + step * pk
        unit, (place, village), category = chance.choice(units), chance.choice(places), chance.choice(categories)
        title = f"{village}{chance.choice(ROADS)}{chance.choice(WHAT)}"
        words = f"{title}，{chance.choice(MORE)}，{chance.choice(MORE)}。"
        number, is_open = f"B{pk:09d}", pk > open_from
        state = chance.choice(["received", "dispatched", "signed", "handling"]) if is_open else "closed"
        closed = None if is_open else at + timedelta(days=4)
        events, texts, head = [], [], GENESIS
        steps = [
            (
                "received",
                {
                    "door": "hotline",
                    "number": number,
                    "words_digest": words_digest(title, words, ALGORITHM),
                    "parts": [],
                    "received_at": at.isoformat(),
                },
                0,
            ),
            ("noted", {"text": "已核对类别"}, 1),
            ("signed", {"unit_name": "城乡建设办公室"}, 2),
            ("noted", {"text": "已到现场"}, 20),
            ("noted", {"text": "材料已到"}, 40),
            ("closed", {"why": "诉求人确认已解决"}, 96),
        ]
        for seq, (name, particulars, hours) in enumerate(steps[: 2 if is_open else MOST_EVENTS], 1):
            moment, key, kind = at + timedelta(hours=hours), (pk - 1) * MOST_EVENTS + seq, vocabulary.kinds()[name]
            particulars, said = set_apart(kind, particulars, algorithm=ALGORITHM)
            texts += [(town.pk, key, one.field, one.salt, one.text) for one in said]
            digest = event_hash(
                previous=head,
                town=town.code,
                matter=number,
                seq=seq,
                name=name,
                at=moment,
                actor=f"seat:{seat}",
                particulars=particulars,
                algorithm=ALGORITHM,
                version=kind.version,
            )
            events.append(
                (
                    key,
                    town.pk,
                    pk,
                    seq,
                    name,
                    moment,
                    seat,
                    f"seat:{seat}",
                    kind.version,
                    json.dumps(particulars, ensure_ascii=False),
                    "{}",
                    ALGORITHM,
                    head,
                    digest,
                    moment,
                    0,
                    moment,
                    "",
                )
            )
            head = digest
        matter = (
            pk,
            town.pk,
            number,
            "hotline",
            "appeal",
            "help",
            state,
            title,
            words,
            category,
            place,
            unit if state not in ("received",) else None,
            "general",
            "",
            False,
            at,
            at + timedelta(days=7),
            at + timedelta(days=7),
            at + timedelta(days=3) if closed else None,
            closed,
            0,
            head,
            len(events),
        )
        results = []
        if closed:
            said = chance.random()
            for source in ("imported", "own"):
                results.append(
                    (
                        town.pk,
                        pk,
                        source,
                        1,
                        closed,
                        True,
                        said < 0.98,
                        said < 0.93,
                        "yes" if said < 0.9 else "no",
                        "",
                        True,
                        unit,
                        place,
                        category,
                        "",
                    )
                )
        yield {
            "matter": matter,
            "events": events,
            "texts": texts,
            "results": results,
            "lexemes": [f"t{town.pk}", number.lower(), *pieces(f"{title} {words}")],
        }


MATTER = (
    "id, town_id, number, door, kind, request_type, state, title, words, category_id, place_id, lead_unit_id, urgency,"
    " disposition, is_confidential, received_at, due_at, computed_due_at, "
    "answered_at, closed_at, reopened_count, head_hash, event_count"
)
EVENT = (
    "id, town_id, matter_id, seq, name, at, seat_id, actor, version, particulars, changes, algorithm, "
    "previous_hash, hash, reacted_at, tries, next_try_at, error"
)
TEXT = "town_id, event_id, field, salt, text"
RESULT = (
    "town_id, matter_id, source, attempt, at, reached, contacted, solved, "
    "satisfied, words, counts, unit_id, place_id, category_id, excluded"
)


class PostgresWriter:
    """COPY; the big search index is built at the end, as a restore does it."""

    def before(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX kernel_search_lexemes")

    def write(self, chunk: list[dict[str, list[tuple]]]) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            self._copy(cursor, f"kernel_matter ({MATTER})", (row["matter"] for row in chunk))
            self._copy(cursor, f"kernel_event ({EVENT})", (event for row in chunk for event in row["events"]))
            self._copy(cursor, f"kernel_eventtext ({TEXT})", (text for row in chunk for text in row["texts"]))
            self._copy(cursor, f"callback_callback ({RESULT})", (one for row in chunk for one in row["results"]))
            self._copy(
                cursor,
                "kernel_search (matter_id, lexemes)",
                ((row["matter"][0], " ".join(f"'{word}'" for word in row["lexemes"])) for row in chunk),
            )

    @staticmethod
    def _copy(cursor, target: str, lines) -> None:
        with cursor.cursor.copy(f"COPY {target} FROM STDIN") as copy:
            for line in lines:
                copy.write_row(line)

    def after(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET maintenance_work_mem = '1GB'")
            cursor.execute("CREATE INDEX kernel_search_lexemes ON kernel_search USING gin (lexemes)")
            for name in ("kernel_matter", "kernel_event", "kernel_eventtext", "callback_callback"):
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")
            cursor.execute("VACUUM ANALYZE")


class SqliteWriter:
    def before(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")

    def write(self, chunk: list[dict[str, list[tuple]]]) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            self._many(cursor, f"kernel_matter ({MATTER})", [row["matter"] for row in chunk])
            self._many(cursor, f"kernel_event ({EVENT})", [event for row in chunk for event in row["events"]])
            self._many(cursor, f"kernel_eventtext ({TEXT})", [text for row in chunk for text in row["texts"]])
            self._many(cursor, f"callback_callback ({RESULT})", [one for row in chunk for one in row["results"]])
            self._many(
                cursor,
                "kernel_search (rowid, lexemes)",
                [(row["matter"][0], " ".join(row["lexemes"])) for row in chunk],
            )

    @staticmethod
    def _many(cursor, target: str, lines: list[tuple]) -> None:
        if lines:
            plain = [
                tuple(
                    cell.astimezone(UTC).replace(tzinfo=None) if isinstance(cell, datetime) else cell for cell in line
                )
                for line in lines
            ]
            plain = [tuple(str(cell) if isinstance(cell, date) else cell for cell in line) for line in plain]
            cursor.executemany(f"INSERT INTO {target} VALUES ({', '.join(['%s'] * len(lines[0]))})", plain)

    def after(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


if __name__ == "__main__":
    main(int(sys.argv[1]))
