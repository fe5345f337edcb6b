"""Collect the Chinese sentences of templates and code into house/locale/en, and compile what has its English.

Needs GNU gettext (Debian: gettext). The msgids are the Chinese sentences themselves; English is the only translation.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src/xiangyue"
CATALOGUE = SOURCE / "house/locale/en/LC_MESSAGES/django.po"


def collect() -> None:
    """makemessages over all rooms at once, so that there is one catalogue; line numbers are left out, they only make
    noise.
    """
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "xiangyue.house.settings"}
    subprocess.run(
        [
            sys.executable,
            "-m",
            "django",
            "makemessages",
            "-l",
            "en",
            "--add-location",
            "file",
            "--no-wrap",
            "-i",
            "static/*",
            "-v0",
        ],
        cwd=SOURCE,
        env=environment,
        check=True,
    )


def compile_catalogue() -> None:
    subprocess.run(["msgfmt", "--check-format", "-o", str(CATALOGUE.with_suffix(".mo")), str(CATALOGUE)], check=True)


if __name__ == "__main__":
    collect()
    compile_catalogue()
