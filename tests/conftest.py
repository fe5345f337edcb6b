from __future__ import annotations

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _nothing_kept():
    """What web processes keep for a few seconds is of one test alone."""
    cache.clear()


@pytest.fixture
def cast(db):
    from cast import make_town

    return make_town()


@pytest.fixture
def add_kind(monkeypatch):
    """A kind of its own for the test: add_kind("name", read="a.deed", …)."""
    from xiangyue.kernel import kinds
    from xiangyue.kernel.kind import APPEAL_STAGES

    def add(name, **more):
        told = {
            "zh": name,
            "en": name,
            "prefix": name.upper(),
            "counted_by": frozenset(),
            "stages": APPEAL_STAGES,
        } | more
        monkeypatch.setitem(kinds._KINDS, name, kinds.Kind(name, **told))
        return kinds.get(name)

    return add


@pytest.fixture
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path
