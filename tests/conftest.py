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
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path
