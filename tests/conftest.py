from __future__ import annotations

import os
import tempfile

import pytest

os.environ.setdefault("XIANGYUE_DATA", tempfile.mkdtemp(prefix="xiangyue-test-"))
os.environ.setdefault("XIANGYUE_SECRET_KEY", "only-for-the-tests-of-xiangyue-0123456789abcdef")


@pytest.fixture
def cast(db):
    from cast import make_town

    return make_town()


@pytest.fixture(autouse=True)
def plain_static(settings):
    """Tests of pages need no collected static files."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path
