"""A backup's folder: sealed files that only we may read, and a manifest that says what belongs together.

TARGET/key.json                 the key, sealed to the passphrase
TARGET/people.sealed            the keys of people, only the newest (`people.py`)
TARGET/media/ab/abcd….sealed    each photo and file once, by content
TARGET/2026-11-30T021500Z/      one day: database.sealed, keys.sealed, signing.sealed, manifest.json
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypedDict

from xiangyue.kernel.errors import Refused
from xiangyue.lib import sealed_files
from xiangyue.lib.private_files import private_file, private_folder, write_private
from xiangyue.lib.sealed_files import CannotOpen

FORM = 1
KEY, MANIFEST, DATABASE, KEYS, MEDIA = "key.json", "manifest.json", "database.sealed", "keys.sealed", "media"
SIGNING = "signing.sealed"


class MediaFile(TypedDict):
    path: str
    size: int
    changed: int
    blob: str


class Manifest(TypedDict):
    form: int
    made_at: str
    engine: str
    version: str
    rows: dict[str, int]
    digests: dict[str, str]
    media: list[MediaFile]


class BackupFolder:
    def __init__(self, root: Path, key: bytes) -> None:
        self.root, self.key = root, key

    @classmethod
    def begun(cls, root: Path, passphrase: str) -> BackupFolder:
        """The folder for further days; made, with a key of its own, where there is none."""
        private_folder(root)
        if (root / KEY).exists():
            return cls.known(root, passphrase)
        if any(root.iterdir()):
            raise Refused(f"{root} 里有别的文件，不是备份文件夹，请换一个空的。")
        try:
            key, told = sealed_files.new_key(passphrase)
        except CannotOpen as error:
            raise Refused(str(error)) from error
        write_private(root / KEY, json.dumps(told, indent=1).encode())
        return cls(root, key)

    @classmethod
    def known(cls, root: Path, passphrase: str) -> BackupFolder:
        try:
            return cls(root, sealed_files.key_of(json.loads((root / KEY).read_text()), passphrase))
        except FileNotFoundError:
            raise Refused(f"{root} 不是备份文件夹：没有 {KEY}。") from None
        except (CannotOpen, ValueError) as error:
            raise Refused(f"打不开备份：{error}") from error

    def days(self) -> list[Path]:
        return sorted(path.parent for path in self.root.glob(f"*/{MANIFEST}"))

    def seal(self, pieces: Iterable[bytes], path: Path) -> str:
        """The digest of what was written. Whole or not at all."""
        part = path.with_suffix(".part")
        with private_file(part) as into:
            sealed_files.seal(pieces, into, self.key)
            into.flush()
            os.fsync(into.fileno())
        part.replace(path)
        return digest_of(path)

    def open(self, path: Path) -> Iterator[bytes]:
        with path.open("rb") as sealed:
            yield from sealed_files.opened(sealed, self.key)

    def blob(self, name: str) -> Path:
        if len(name) != 64 or not set(name) <= set("0123456789abcdef"):
            raise Refused("备份清单里的文件名不对，没有动任何东西。")
        return self.root / MEDIA / name[:2] / f"{name}.sealed"

    def write_manifest(self, day: Path, manifest: Manifest) -> None:
        body = json.dumps(manifest, ensure_ascii=False, indent=1)
        mac = hmac.new(self.key, body.encode(), hashlib.sha256).hexdigest()
        write_private(day / MANIFEST, json.dumps({"mac": mac, "body": body}, ensure_ascii=False).encode())

    def manifest(self, day: Path) -> Manifest:
        """Refused where a letter of it is not as we wrote it."""
        try:
            told = json.loads((day / MANIFEST).read_bytes())
            mac = hmac.new(self.key, told["body"].encode(), hashlib.sha256).hexdigest()
            if not hmac.compare_digest(mac, told["mac"]):
                raise ValueError
            body: Manifest = json.loads(told["body"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Refused(f"{day.name} 的备份清单缺失、损坏或被改动，没有动任何东西。") from error
        if body["form"] != FORM:
            raise Refused(f"这份备份的格式是 {body['form']}，本程序只认 {FORM}，请用写它的版本恢复。")
        return body


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
