"""That a line could not be written is told where the database is not needed: in a file of the data folder."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from xiangyue.lib.private_files import write_private

COMPLAINS = timedelta(days=1)


def tell(at: datetime) -> None:
    try:
        write_private(_file(), at.isoformat().encode())
    except OSError:  # a disk that is full has a warning of its own
        return


def is_fresh(at: datetime) -> bool:
    """Whether a line was lost within the last day."""
    try:
        last = datetime.fromisoformat(_file().read_text())
    except (OSError, ValueError):
        return False
    return at - last < COMPLAINS


def _file() -> Path:
    return Path(settings.DATA) / "access-log-failed"
