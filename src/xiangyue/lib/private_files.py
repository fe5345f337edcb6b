"""Files that only this user may read, written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO


def private_folder(path: Path) -> Path:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def private_file(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb")


def write_private(path: Path, data: bytes) -> None:
    """In place of what is there; who reads it meanwhile, or after the power failed, finds the old file or the new."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with private_file(part) as into:
        into.write(data)
        into.flush()
        os.fsync(into.fileno())
    part.replace(path)
