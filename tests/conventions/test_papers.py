"""What stands beside the code is kept true: the version, the licence, the third parties."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from xiangyue import __version__

ROOT = Path(__file__).parents[2]


def test_the_version_follows_the_changelog() -> None:
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.M)
    assert newest
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert newest[1] == project["version"] == __version__


def test_the_licence_stands_in_full() -> None:
    text = (ROOT / "LICENSE").read_text()
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in text and "END OF TERMS AND CONDITIONS" in text


def test_every_copied_library_is_named_with_its_version() -> None:
    notice = (ROOT / "NOTICE").read_text()
    versions = [path.read_text().strip() for path in ROOT.glob("src/xiangyue/house/static/vendor/*/VERSION")]
    assert len(versions) > 2
    for version in versions:
        assert version.split()[-1] in notice and version.split()[0].lower() in notice.lower(), version
