"""What the environment may say, read strictly: a value that makes no sense stops the start with a sentence."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class BadSetting(SystemExit):
    """Stops the command with the sentence and status 1."""


def flag(name: str, default: bool) -> bool:
    value = os.environ.get(name, "")
    if value.lower() not in ("", "0", "1", "true", "false", "yes", "no"):
        raise BadSetting(f"环境变量 {name} 只能是 1 或 0，现在是“{value}”。")
    return default if not value else value.lower() in ("1", "true", "yes")


def whole_number(name: str, default: int) -> int:
    value = os.environ.get(name, "")
    if value and not value.isdigit():
        raise BadSetting(f"环境变量 {name} 只能是 0 或正整数，现在是“{value}”。")
    return int(value) if value else default


def one_of(name: str, *allowed: str) -> str:
    """The first where nothing is given."""
    value = os.environ.get(name) or allowed[0]
    if value not in allowed:
        raise BadSetting(f"环境变量 {name} 只能是{'、'.join(allowed)}，现在是“{value}”。")
    return value


@dataclass(frozen=True)
class SyslogServer:
    """`kind`: udp or tcp."""

    kind: str
    host: str
    port: int


def syslog_server(name: str) -> SyslogServer | None:
    """udp://host:port or tcp://host:port; None where nothing is given."""
    value = os.environ.get(name, "")
    if not value:
        return None
    try:
        parts = urlsplit(value)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if host is None or port is None or parts.scheme not in ("udp", "tcp"):
        raise BadSetting(f"环境变量 {name} 要写成 udp://主机:端口 或 tcp://主机:端口，现在是“{value}”。")
    return SyslogServer(parts.scheme, host, port)


def data_folder() -> Path:
    """Where the embedded database, uploads and the generated key live: XIANGYUE_DATA or the user's data folder."""
    chosen = os.environ.get("XIANGYUE_DATA")
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    folder = Path(chosen) if chosen else Path(base) / "xiangyue"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def secret_key() -> str:
    """XIANGYUE_SECRET_KEY, else one made once and kept (mode 600) beside the embedded database."""
    given = os.environ.get("XIANGYUE_SECRET_KEY")
    if given is not None:
        if len(given) < 32:
            raise BadSetting("环境变量 XIANGYUE_SECRET_KEY 至少要 32 个字符。")
        return given
    kept = data_folder() / "secret.key"
    try:
        with open(os.open(kept, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return kept.read_text().strip()


def demo_moments() -> tuple[datetime, datetime | None] | None:
    """XIANGYUE_DEMO_NOW: the demo town's moment and, after a slash, the real one that it answers to. None when not
    given.
    """
    given = os.environ.get("XIANGYUE_DEMO_NOW", "")
    if not given:
        return None
    try:
        moments = [datetime.fromisoformat(part) for part in given.split("/")]
    except ValueError:
        moments = []
    if len(moments) not in (1, 2) or any(one.tzinfo is None for one in moments):
        raise BadSetting(f"环境变量 XIANGYUE_DEMO_NOW 要写成 2025-01-06T10:00:00+08:00 这样，现在是“{given}”。")
    return moments[0], moments[1] if len(moments) == 2 else None


def database(url: str) -> dict[str, Any]:
    """sqlite:///relative, sqlite:////absolute or postgresql://user:password@host:port/name → Django's dictionary."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = unquote(parts.path[1:])
        if not path:
            raise BadSetting("DATABASE_URL 里没有写数据库文件，例如 sqlite:////srv/xiangyue/town.sqlite3。")
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": path,
            # Kept open: when the last connection of all closes, SQLite clears its log away, and whoever comes in that
            # moment is told at once that the database is locked.
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;"
                " PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;",
            },
        }
    if parts.scheme in ("postgresql", "postgres"):
        options: dict[str, Any] = dict(parse_qsl(parts.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path[1:],
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or options.pop("host", ""),
            "PORT": str(parts.port or ""),
            # a connection that died with the server is not handed to a page
            "CONN_HEALTH_CHECKS": True,
            # a server that is away is told to the visitor within seconds, whichever way it is away
            "OPTIONS": {"connect_timeout": "3", "tcp_user_timeout": "10000"}
            | options
            | {
                "server_side_binding": True,
                "prepare_threshold": 3,
                "pool": {"min_size": 1, "max_size": 12, "timeout": 4, "reconnect_timeout": 5},
            },
        }
    raise BadSetting(f"DATABASE_URL 只认 sqlite:/// 或 postgresql://，现在是“{parts.scheme}://”。")
