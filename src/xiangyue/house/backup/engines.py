"""The database as it stands at one moment, while others write; and the way back into an empty one."""

from __future__ import annotations

import gzip
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, connections

from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import PersonKey

PIECE = 1 << 20
APART = PersonKey._meta.db_table  # in no day's copy: see `people`


@contextmanager
def snapshot() -> Iterator[tuple[dict[str, int], Iterator[bytes]]]:
    """(rows by table, the database in pieces), both of one moment. Writers go on."""
    with (_sqlite if connection.vendor == "sqlite" else _postgresql)() as told:
        yield told


@contextmanager
def _sqlite() -> Iterator[tuple[dict[str, int], Iterator[bytes]]]:
    with tempfile.TemporaryDirectory(dir=settings.DATA, prefix="backup-") as folder:  # 0700, on the same disk
        copy = Path(folder) / "copy.sqlite3"
        with closing(sqlite3.connect(_path())) as source, closing(sqlite3.connect(copy)) as into:
            source.backup(into)  # in one step: a reader in WAL mode keeps nobody from writing
            into.execute("PRAGMA journal_mode=DELETE")
            if APART in {name for (name,) in into.execute("SELECT name FROM sqlite_master")}:
                into.execute(f"DELETE FROM {APART}")
                into.commit()
                into.execute("VACUUM")  # what was deleted is not in the pages either
            rows = _sqlite_rows(into)
        yield rows, _packed(_read(copy))


def _sqlite_rows(database: sqlite3.Connection) -> dict[str, int]:
    names = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    ours = sorted(names & _tables())
    return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in ours}


def _tables() -> set[str]:
    return {model._meta.db_table for model in apps.get_models(include_auto_created=True)}


@contextmanager
def _postgresql() -> Iterator[tuple[dict[str, int], Iterator[bytes]]]:
    """pg_dump reads the very snapshot in which the rows are counted."""
    tool = _tool("pg_dump")
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            cursor.execute("SELECT pg_export_snapshot()")
            moment = cursor.fetchone()[0]
            tables = sorted(set(connection.introspection.table_names(cursor)) & _tables())
            rows = {}
            for name in tables:
                cursor.execute(f'SELECT count(*) FROM "{name}"')
                rows[name] = 0 if name == APART else cursor.fetchone()[0]
            words = [tool, "--format=custom", "--compress=6", "--no-owner", "--no-privileges", f"--snapshot={moment}"]
            words.append(f"--exclude-table-data={APART}")
            yield rows, _told_by([*words, "--exclude-schema=before_*", "--dbname", _uri()])
        finally:
            cursor.execute("ROLLBACK")


def _told_by(command: list[str]) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as errors:
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, env=_around()) as running:
            assert running.stdout is not None
            while piece := running.stdout.read(PIECE):
                yield piece
        if running.returncode:
            errors.seek(0)
            raise Refused(f"pg_dump 没有做完：{errors.read(500).decode(errors='replace')}")


def holds_something() -> bool:
    """Whether a restore would write over anything."""
    if connection.vendor == "sqlite":
        path = Path(_path())
        return path.exists() and path.stat().st_size > 0
    with connection.cursor() as cursor:
        return bool(connection.introspection.table_names(cursor))


def refuse_while_running() -> None:
    """Web processes and workers must be stopped first: they would go on in what is moved away."""
    says = "系统还在运行，请先停掉（systemctl stop xiangyue）再恢复；没有动任何东西。"
    if connection.vendor == "sqlite":
        connections.close_all()
        if Path(_path()).exists():
            with closing(sqlite3.connect(_path(), timeout=0)) as test:
                try:
                    test.execute("PRAGMA locking_mode=EXCLUSIVE")
                    test.execute("BEGIN EXCLUSIVE")
                    test.execute("ROLLBACK")
                except sqlite3.OperationalError as error:
                    raise Refused(says) from error
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        if cursor.fetchone()[0] > _own_pool():
            raise Refused(says)


def _own_pool() -> int:
    """Connections of this very process beside the one that asks."""
    pool = getattr(connection, "pool", None)
    return max(0, pool.get_stats()["pool_size"] - 1) if pool is not None else 0


def move_aside(stamp: str) -> str:
    """Where the database that was there can be found again."""
    if connection.vendor == "sqlite":
        kept = f"{_path()}.before-{stamp}"
        for ending in ("", "-wal", "-shm"):
            if Path(_path() + ending).exists():
                os.rename(_path() + ending, kept + ending)
        return kept
    kept = f"before_{stamp.lower().replace('-', '')}"
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER SCHEMA public RENAME TO "{kept}"; CREATE SCHEMA public')
    return f"schema {kept}"


def bring_back(pieces: Iterable[bytes]) -> dict[str, int]:
    """Into an empty place, whole or not at all; the rows by table afterwards."""
    if connection.vendor == "sqlite":
        return _sqlite_back(pieces)
    with tempfile.TemporaryDirectory(dir=settings.DATA, prefix="restore-") as folder:
        dump = Path(folder) / "dump"
        with dump.open("wb") as into:
            for piece in pieces:
                into.write(piece)
        words = [_tool("pg_restore"), "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]
        connections.close_all()
        ran = subprocess.run([*words, "--dbname", _uri(), str(dump)], capture_output=True, env=_around(), check=False)
        if ran.returncode:
            raise Refused(f"pg_restore 没有做完，什么都没有写入：{ran.stderr[:500].decode(errors='replace')}")
    with connection.cursor() as cursor:
        rows = {}
        for name in sorted(set(connection.introspection.table_names(cursor)) & _tables()):
            cursor.execute(f'SELECT count(*) FROM "{name}"')
            rows[name] = cursor.fetchone()[0]
    return rows


def _sqlite_back(pieces: Iterable[bytes]) -> dict[str, int]:
    connections.close_all()
    path = Path(_path())
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix="restore-") as folder:
        packed, plain = Path(folder) / "packed", Path(folder) / "plain"
        with packed.open("wb") as into:
            for piece in pieces:
                into.write(piece)
        with (
            gzip.open(packed, "rb") as source,
            os.fdopen(os.open(plain, os.O_CREAT | os.O_WRONLY, 0o600), "wb") as into,
        ):
            shutil.copyfileobj(source, into, PIECE)
            into.flush()
            os.fsync(into.fileno())
        with closing(sqlite3.connect(plain)) as database:
            if database.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                raise Refused("备份里的数据库不完整，没有动任何东西。")
            rows = _sqlite_rows(database)
        plain.replace(path)
    return rows


def _packed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    for piece in pieces:
        yield packer.compress(piece)
    yield packer.flush()


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _path() -> str:
    return str(connection.settings_dict["NAME"])


def _uri() -> str:
    """Without the password, which goes by the environment: a command line is read by everybody on the machine."""
    told: dict[str, Any] = connection.settings_dict
    parts = {"dbname": told["NAME"], "user": told["USER"], "host": told["HOST"], "port": told["PORT"]}
    quoted = {name: str(value).replace("\\", "\\\\").replace("'", "\\'") for name, value in parts.items() if value}
    return " ".join(f"{name}='{value}'" for name, value in quoted.items())


def _around() -> dict[str, str]:
    password = connection.settings_dict["PASSWORD"]
    return {**os.environ, **({"PGPASSWORD": password} if password else {})}


def _tool(name: str) -> str:
    """The newest there is: pg_dump refuses a server that is newer than itself."""
    there = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3].split(".")[0])
    )
    found = str(there[-1]) if there else shutil.which(name)
    if not found:
        raise Refused(f"这台机器上没有 {name}，请安装 PostgreSQL 的客户端（postgresql-client）。")
    return found
