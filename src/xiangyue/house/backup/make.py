"""One day's backup: the database of one moment, the files that are new, the keys."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import connection

from xiangyue.house.backup import engines, people
from xiangyue.house.backup.folder import DATABASE, FORM, KEYS, MEDIA, SIGNING, BackupFolder, Manifest, MediaFile
from xiangyue.kernel.errors import Refused
from xiangyue.lib.private_files import private_folder
from xiangyue.lib.sealed_files import PIECE, name_of

KEPT_KEYS = ("SECRET_KEY", "XIANGYUE_SEALING_KEYS", "XIANGYUE_LOOKUP_KEY")


def make(root: Path, passphrase: str, *, at: datetime) -> tuple[Path, Manifest]:
    """The day's folder and what it holds. A backup that was broken off leaves nothing that counts as one.

    The database first, then the files: a file is written before the row that names it, so none is missing.
    """
    folder = BackupFolder.begun(root, passphrase)
    name = f"{at.astimezone(UTC):%Y-%m-%dT%H%M%SZ}"
    day, part = root / name, root / f"{name}.part"
    if day.exists() or part.exists():
        raise Refused(f"{day.name} 这一份已经有了，请过一秒再试。")
    before = {one["path"]: one for one in folder.manifest(folder.days()[-1])["media"]} if folder.days() else {}
    private_folder(part)
    with engines.snapshot() as (rows, pieces):
        digests = {DATABASE: folder.seal(pieces, part / DATABASE)}
    digests[KEYS] = folder.seal([json.dumps(keys(), ensure_ascii=False).encode()], part / KEYS)
    signing = Path(settings.XIANGYUE_SEAL_KEY)
    digests[SIGNING] = folder.seal([signing.read_bytes() if signing.exists() else b""], part / SIGNING)
    people.keep(folder)
    manifest: Manifest = {
        "form": FORM,
        "made_at": at.isoformat(),
        "engine": connection.vendor,
        "version": version("xiangyue"),
        "rows": rows,
        "digests": digests,
        "media": [_kept(folder, path, before) for path in _media()],
    }
    folder.write_manifest(part, manifest)
    part.replace(day)
    return day, manifest


def keys() -> dict[str, str]:
    """As they work now, wherever they come from; the sealing keys divided by commas."""
    return {
        name: ",".join(value) if isinstance(value := getattr(settings, name), list) else value for name in KEPT_KEYS
    }


def _media() -> list[Path]:
    root = Path(settings.MEDIA_ROOT)
    return sorted(path for path in root.rglob("*") if path.is_file()) if root.exists() else []


def _kept(folder: BackupFolder, path: Path, before: dict[str, MediaFile]) -> MediaFile:
    """Sealed once however often it is there; not even read again where the last backup saw it unchanged."""
    told, named = path.stat(), path.relative_to(settings.MEDIA_ROOT).as_posix()
    known = before.get(named)
    if known and (known["size"], known["changed"]) == (told.st_size, told.st_mtime_ns):
        return known
    blob = name_of(_pieces(path), folder.key)
    if not folder.blob(blob).exists():
        private_folder(folder.root / MEDIA)
        private_folder(folder.blob(blob).parent)
        folder.seal(_pieces(path), folder.blob(blob))
    return {"path": named, "size": told.st_size, "changed": told.st_mtime_ns, "blob": blob}


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
