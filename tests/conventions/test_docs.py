"""Every event, deed, command, setting, door and desk has its heading; the drawn pages are in step with the code."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
sys.path.insert(0, str(ROOT / "scripts"))
import build_docs  # noqa: E402


@pytest.mark.parametrize("name", build_docs.PAGES)
def test_a_drawn_page_is_in_step(name):
    assert (DOCS / name).read_text(encoding="utf-8") == build_docs.PAGES[name](), "run scripts/build_docs.py"


def test_every_setting_has_its_heading():
    sources = (ROOT / "src/xiangyue/house").rglob("*.py")
    used = {
        name
        for path in sources
        for name in re.findall(r'"(XIANGYUE_[A-Z]+(?:_[A-Z]+)*|DATABASE_URL)"', path.read_text(encoding="utf-8"))
    }
    headings = set(re.findall(r"^## (\w+)$", (DOCS / "settings.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert used == headings


def test_every_room_says_what_it_is_for():
    from importlib import import_module

    from xiangyue.house.rooms import ROOMS

    assert [room for room in ROOMS if len(import_module(room).__doc__ or "") < 20] == []


def test_links_in_the_docs_lead_somewhere():
    for page in [*ROOT.glob("*.md"), *DOCS.rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} → {target}"


def test_every_state_of_the_kernel_is_in_a_move():
    from xiangyue.kernel.moves import ARROWS, STATES

    touched = {state for arrow in ARROWS for state in arrow[:2]}
    assert touched == set(STATES)


def test_every_odd_arrow_has_its_reason():
    from xiangyue.kernel.moves import ARROWS

    main_line = [
        "received",
        "sorted",
        "dispatched",
        "signed",
        "contacted",
        "handling",
        "answer_ready",
        "answered",
        "awaiting_callback",
        "called_back",
        "closed",
    ]
    on_line = set(zip(main_line, main_line[1:], strict=False)) | {("sorted", "disposed")}
    for arrow in ARROWS:
        assert arrow.why or (arrow.frm, arrow.to) in on_line, arrow
