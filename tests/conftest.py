from __future__ import annotations

import pytest


@pytest.fixture
def cast(db):
    from cast import make_town

    return make_town()


@pytest.fixture
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path
