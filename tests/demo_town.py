"""The demo's town, told once for a module and undone after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from xiangyue.house.demo import NOW, Made, generate
from xiangyue.house.townfolder import find_folder, load
from xiangyue.kernel.models import Place


@contextmanager
def told_once(blocker: Any, folders: pytest.TempPathFactory, *, scale: float = 1) -> Iterator[tuple[Place, Made]]:
    """For a fixture of module scope with `django_db_setup`, `django_db_blocker` and `tmp_path_factory`: what each test
    changes is rolled back to here.
    """
    with blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr("django.conf.settings.MEDIA_ROOT", str(folders.mktemp("media")))
        load(find_folder("yongledian"), at=NOW)
        town = Place.objects.get(code="110112117000")
        made = generate(town, scale=scale)
        connection.check_constraints()  # here, or each test would check the whole town again and roll that back
        yield town, made
        transaction.set_rollback(True)
