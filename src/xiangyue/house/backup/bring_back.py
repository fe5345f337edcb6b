"""A backup brought back onto an empty machine, or beside what is moved aside. All of it is checked before anything is
touched.
"""

from __future__ import annotations

import hmac
import json
import os
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.db import connection

from xiangyue.house.backup import engines, people
from xiangyue.house.backup.folder import DATABASE, KEY, KEYS, SIGNING, BackupFolder, Manifest, digest_of
from xiangyue.house.backup.make import KEPT_KEYS, keys
from xiangyue.kernel.errors import Refused
from xiangyue.lib.private_files import private_folder, write_private
from xiangyue.lib.sealed_files import CannotOpen, name_of

SETTINGS = {name: name if name.startswith("XIANGYUE") else f"XIANGYUE_{name}" for name in KEPT_KEYS}


def bring_back(source: Path, passphrase: str, *, moves_aside: bool, at: datetime) -> tuple[Manifest, list[str]]:
    """What was brought back, and what whoever did it must know. `source`: a day's folder, or the newest of a target."""
    folder, day = _found(source, passphrase)
    manifest = checked(folder, day)
    if manifest["engine"] != connection.vendor:
        raise Refused(
            f"这份备份是 {manifest['engine']} 的，现在的 DATABASE_URL 指向 {connection.vendor}，请改用同一种。"
        )
    media = Path(settings.MEDIA_ROOT)
    holds = engines.holds_something() or (media.exists() and any(media.iterdir()))
    if holds and not moves_aside:
        raise Refused("这里已经有数据，没有动任何东西。要恢复请加 --move-aside：原来的会改名留着，不会删除。")
    told: list[str] = []
    stamp = f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    if holds:
        engines.refuse_while_running()
        told.append(f"原来的数据库留在：{engines.move_aside(stamp)}")
        if media.exists():
            told.append(f"原来的附件留在：{media.rename(media.with_name(f'{media.name}.before-{stamp}'))}")
    rows = engines.bring_back(folder.open(day / DATABASE))
    if rows != manifest["rows"]:
        raise Refused("恢复后的行数与备份清单不一致，请不要使用，并联系开发者。")
    people.bring_back(folder)
    _bring_files_back(folder, manifest, media)
    _bring_signing_back(folder, day, stamp)
    return manifest, [*told, *_bring_keys_back(folder, day, stamp)]


def _found(source: Path, passphrase: str) -> tuple[BackupFolder, Path]:
    root = source if (source / KEY).exists() else source.parent
    folder = BackupFolder.known(root, passphrase)
    days = folder.days()
    if source != root:
        days = [day for day in days if day.name == source.name]
    if not days:
        raise Refused(f"{source} 里没有做完的备份。")
    return folder, days[-1]


def checked(folder: BackupFolder, day: Path) -> Manifest:
    """Every byte that would be used has been read and is as it was sealed; Refused otherwise."""
    manifest = folder.manifest(day)
    try:
        for name in manifest["digests"]:
            if digest_of(day / name) != manifest["digests"][name]:
                raise CannotOpen(f"{name} 与清单不符")
            for _ in folder.open(day / name):
                pass
        for one in manifest["media"]:
            if PurePosixPath(one["path"]).is_absolute() or ".." in PurePosixPath(one["path"]).parts:
                raise CannotOpen(f"附件的路径不对：{one['path']}")
            if not hmac.compare_digest(name_of(folder.open(folder.blob(one["blob"])), folder.key), one["blob"]):
                raise CannotOpen(f"附件与清单不符：{one['path']}")
    except (CannotOpen, OSError) as error:
        raise Refused(f"备份 {day.name} 不能用：{error}。没有动任何东西，请换一天的。") from error
    return manifest


def _bring_files_back(folder: BackupFolder, manifest: Manifest, media: Path) -> None:
    private_folder(media)
    for one in manifest["media"]:
        path = media / one["path"]
        private_folder(path.parent)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as into:
            for piece in folder.open(folder.blob(one["blob"])):
                into.write(piece)
        os.utime(path, ns=(one["changed"], one["changed"]))


def _bring_signing_back(folder: BackupFolder, day: Path, stamp: str) -> None:
    """The key of the seals; one that is there already is moved aside, not written over."""
    kept = b"".join(folder.open(day / SIGNING)) if (day / SIGNING).exists() else b""
    path = Path(settings.XIANGYUE_SEAL_KEY)
    if not kept or (path.exists() and path.read_bytes() == kept):
        return
    if path.exists():
        path.rename(path.with_name(f"{path.name}.before-{stamp}"))
    write_private(path, kept)


def _bring_keys_back(folder: BackupFolder, day: Path, stamp: str) -> list[str]:
    """The generated key goes back to where it was generated; what came from the environment is written beside the data
    for the person who sets it. What works already is left alone.
    """
    kept = json.loads(b"".join(folder.open(day / KEYS)))
    if kept == keys():
        return []
    if kept == derived(kept["SECRET_KEY"]) and not any(name in os.environ for name in SETTINGS.values()):
        generated = Path(settings.DATA) / "secret.key"
        if generated.exists():
            generated.rename(generated.with_name(f"secret.key.before-{stamp}"))
        write_private(generated, kept["SECRET_KEY"].encode())
        return [f"备份时的密钥已放回 {generated}。"]
    path = Path(settings.DATA) / "keys.env"
    write_private(path, "".join(f"{SETTINGS[name]}={kept[name]}\n" for name in KEPT_KEYS).encode())
    says = "请把它的三行放进环境变量再启动，否则封存的姓名和电话打不开；放好后删除它。"
    return [f"现在的密钥与备份时不同，备份时的在 {path}。{says}"]


def derived(secret: str) -> dict[str, str]:
    """The keys of an installation whose environment names none."""
    names = ("XIANGYUE_SEALING_KEYS", "XIANGYUE_LOOKUP_KEY")
    return {"SECRET_KEY": secret, names[0]: f"sealing:{secret}", names[1]: f"lookup:{secret}"}
