"""Collect the Chinese sentences of templates and code into house/locale/en, and compile what has its English.

Needs GNU gettext (Debian: gettext). The msgids are the Chinese sentences themselves; English is the only translation.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from django.core.management import call_command
from django.core.management.commands import makemessages

SOURCE = Path(__file__).parents[1] / "src/xiangyue"
CATALOGUE = SOURCE / "house/locale/en/LC_MESSAGES/django.po"
# a sentence is marked by the class that it is said or raised as
_SAID = ("Said", "Refused", "NotAllowed", "StaleMove", "IllegalMove", "NotOnVillageList", "MissingRule")
# commands speak Chinese alone
_CHINESE_ONLY = ("house/backup/*", "house/commands/*", "house/pack/*", "house/townfolder/*")


def collect() -> None:
    """makemessages over all rooms at once, so that there is one catalogue; line numbers are left out, they only make
    noise.
    """
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    os.environ["DJANGO_SETTINGS_MODULE"] = "xiangyue.house.settings"
    os.chdir(SOURCE)
    command = makemessages.Command()
    command.xgettext_options = [*command.xgettext_options, *(f"--keyword={one}" for one in _SAID)]
    ignored = ["static/*", *_CHINESE_ONLY]
    call_command(command, locale=["en"], add_location="file", no_wrap=True, ignore_patterns=ignored, verbosity=0)


def compile_catalogue() -> None:
    subprocess.run(["msgfmt", "--check-format", "-o", str(CATALOGUE.with_suffix(".mo")), str(CATALOGUE)], check=True)


if __name__ == "__main__":
    collect()
    compile_catalogue()
