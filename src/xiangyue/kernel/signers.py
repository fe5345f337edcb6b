"""The key that signs the daily seals: a file beside the database, never in it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from xiangyue.kernel.errors import Refused
from xiangyue.kernel.fields import suite
from xiangyue.lib.private_files import write_private
from xiangyue.lib.signing import Key, keys_from_text, keys_to_text, new_key


def signer() -> Key:
    """The newest key of today's algorithm; made once, mode 600. Older keys stay in the file for the seals they made."""
    path = Path(settings.XIANGYUE_SEAL_KEY)
    keys = known_keys()
    found = next((key for key in keys if key.algorithm == suite().signature and key.private), None)
    if found is None:
        found = new_key(suite().signature)
        write_private(path, keys_to_text([found, *keys]).encode())
    return found


def known_keys() -> list[Key]:
    """Every key that has signed here. Refused when the file cannot be read as one."""
    path = Path(settings.XIANGYUE_SEAL_KEY)
    if not path.exists():
        return []
    try:
        return _read(path, path.stat().st_mtime_ns)
    except ValueError as error:
        raise Refused("日封的签名密钥文件 {path} 已损坏，请从备份里找回；找回之前不要运行后台。", path=path) from error


@lru_cache(maxsize=4)
def _read(path: Path, written_at: int) -> list[Key]:
    return keys_from_text(path.read_text())
