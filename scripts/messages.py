"""Collect the Chinese sentences of templates and code into house/locale/en, and compile what has its English.

Needs GNU gettext (Debian: gettext). The msgids are the Chinese sentences themselves; English is the only translation.
"""

from __future__ import annotations

import os
import subprocess
from importlib import import_module
from pathlib import Path

import django
from django.core.management import call_command
from django.core.management.commands import makemessages

from xiangyue.kernel.errors import Refused

SOURCE = Path(__file__).parents[1] / "src/xiangyue"
CATALOGUE = SOURCE / "house/locale/en/LC_MESSAGES/django.po"
# a sentence is marked by the class that it is said or raised as, and by the readers that refuse with it
_SAID_WITH = ("Said", "needed:2", "row_of:2", "one_of:2", "wanted:2")
# commands speak Chinese alone
_CHINESE_ONLY = ("house/backup/*", "house/commands/*", "house/pack/*", "house/townfolder/*", "house/settings.py")


def collect() -> None:
    """makemessages over all rooms at once, so that there is one catalogue; line numbers are left out, they only make
    noise.
    """
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    os.environ["DJANGO_SETTINGS_MODULE"] = "xiangyue.house.settings"
    django.setup()
    import_module("xiangyue.house.urls")  # every room has said by then what it refuses
    os.chdir(SOURCE)
    command = makemessages.Command()
    keywords = (*_SAID_WITH, *sorted(_refusals(Refused)))
    command.xgettext_options = [*command.xgettext_options, *(f"--keyword={one}" for one in keywords)]
    ignored = ["static/*", *_CHINESE_ONLY]
    call_command(command, locale=["en"], add_location="file", no_wrap=True, ignore_patterns=ignored, verbosity=0)


def _refusals(of: type[Refused]) -> set[str]:
    return {of.__name__}.union(*map(_refusals, of.__subclasses__()))


def compile_catalogue() -> None:
    subprocess.run(["msgfmt", "--check-format", "-o", str(CATALOGUE.with_suffix(".mo")), str(CATALOGUE)], check=True)


if __name__ == "__main__":
    collect()
    compile_catalogue()
