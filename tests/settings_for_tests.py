"""The house's own settings, on a data folder and a key of the tests' own. DATABASE_URL chooses the engine."""

import os
import tempfile

os.environ["XIANGYUE_DATA"] = os.environ.get("XIANGYUE_TEST_DATA") or tempfile.mkdtemp(prefix="xiangyue-test-")
# always: rows that are kept as files were sealed with it
os.environ["XIANGYUE_SECRET_KEY"] = "only-for-the-tests-of-xiangyue-0123456789abcdef"

os.environ.setdefault("XIANGYUE_INSIDE_HOSTS", "127.0.0.1,localhost")  # where the tests' own servers listen

from xiangyue.house.settings import *  # noqa: F403
from xiangyue.house.settings import STORAGES as HOUSE_STORAGES

STORAGES = {**HOUSE_STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # a real file, so that several connections meet in it as they do at work; without waiting for the disk
    DATABASES["default"]["TEST"] = {"NAME": f"{os.environ['XIANGYUE_DATA']}/test.sqlite3"}  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"  # noqa: F405
else:
    # a worker that is forked and killed must not inherit the pool's threads and sockets
    DATABASES["default"]["OPTIONS"].pop("pool", None)  # noqa: F405
