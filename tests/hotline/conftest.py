from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from cast import NOON
from hotline_files import BEIJING, HUAIROU, as_csv

from xiangyue.doors.hotline.actions import import_file
from xiangyue.doors.hotline.models import ColumnMapping, ImportRun


@pytest.fixture(autouse=True)
def _media(own_media):
    """Rejects and uploads of a test stay in its own folder."""


@pytest.fixture
def beijing(cast) -> ColumnMapping:
    return ColumnMapping.objects.create(
        town=cast.town, name="beijing", columns=BEIJING, saved_at=datetime(2024, 1, 1, tzinfo=UTC)
    )


@pytest.fixture
def huairou(cast) -> ColumnMapping:
    return ColumnMapping.objects.create(
        town=cast.town, name="huairou", columns=HUAIROU, saved_at=datetime(2024, 1, 1, tzinfo=UTC)
    )


@pytest.fixture
def bring(cast, beijing) -> Callable[..., ImportRun]:
    """Import these bytes, or these rows as a csv, by the Beijing mapping unless told otherwise."""

    def bring(source: Any, file_name: str = "", **more: Any) -> ImportRun:
        if not isinstance(source, bytes):
            source, file_name = as_csv(source), file_name or "工单.csv"
        wanted = {"town": cast.town, "mapping": beijing, "seat": cast.seats["dispatcher"], "at": NOON} | more
        return import_file(source, file_name=file_name, **wanted)

    return bring
