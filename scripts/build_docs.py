"""Draw what is made from the code itself: docs/states.md, docs/reference.md and the README's table of rooms.

A test holds them in step.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NotRequired, get_args, get_origin

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiangyue.house.settings")
DOCS = Path(__file__).parents[1] / "docs"


def states_page() -> str:
    from xiangyue.kernel.moves import ARROWS, ENDED, SIDE_ARROWS, STATES

    lines = [
        "# The states of a matter",
        "",
        "Drawn from `kernel/moves.py` by `scripts/build_docs.py`; do not edit.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        "    [*] --> received",
    ]
    lines += [f"    {arrow.frm} --> {arrow.to}" for arrow in ARROWS]
    lines += [f"    {state} --> [*]" for state in sorted(ENDED)] + [
        "```",
        "",
        "| state | 中文 | English |",
        "|---|---|---|",
    ]
    lines += [f"| `{state}` | {zh} | {en} |" for state, (zh, en) in STATES.items()]
    lines += ["", "## Arrows off the main line, and why each exists", "", "| from | to | why |", "|---|---|---|"]
    lines += [f"| `{arrow.frm}` | `{arrow.to}` | {arrow.why} |" for arrow in ARROWS if arrow.why]
    lines += [
        "",
        "## Cases beside the main line",
        "",
        "Each is a row of its own with who, why and when; the matter's state stays.",
        "",
        "| case | from | to | why |",
        "|---|---|---|---|",
    ]
    lines += [f"| {case} | `{a.frm}` | `{a.to}` | {a.why} |" for case, arrows in SIDE_ARROWS.items() for a in arrows]
    return "\n".join(lines) + "\n"


def reference_page() -> str:
    from django.apps import apps

    from xiangyue.house.cli import parser
    from xiangyue.house.rooms import ROOMS
    from xiangyue.kernel import access, measures, vocabulary

    lines = ["# Reference", "", "Drawn from the code by `scripts/build_docs.py`; do not edit.", "", "## Rooms", ""]
    for room in ROOMS:
        config = next(one for one in apps.get_app_configs() if one.name == room)
        address = f"`/{config.address}`" if config.address else "`/`"
        lines += [f"### {room.removeprefix('xiangyue.')}", "", f"{config.verbose_name}: {address}", ""]
    lines += [
        "",
        "## Events",
        "",
        "Names that may stand in the chain. *Public* ones are shown to the person who raised the matter.",
        "",
    ]
    for name, kind in vocabulary.kinds().items():
        shape = ", ".join(f"{key}: {_plain(hint)}" for key, hint in kind.fields.items())
        lines += [
            f"### {name}",
            "",
            f"{kind.zh}",
            "",
            f"{kind.en}",
            "",
            f"{_shown(kind.public)}Particulars: {shape}",
            "",
        ]
    lines += ["## Deeds", "", "What a seat may do, and which roles hold it.", ""]
    for name, deed in access.deeds().items():
        lines += [f"### {name}", "", f"{deed.zh} · {deed.en}: {', '.join(sorted(deed.roles))}", ""]
    lines += ["## Measures", "", "What is counted; a town's `facts.csv` names them.", ""]
    for measure in measures.all_measures():
        takes = ", ".join(f"`{one.name}` ({one.en})" for one in measure.arguments)
        lines += [f"### {measure.name}", "", f"{measure.zh} ({measure.unit}) · {measure.en}", ""]
        lines += [f"Arguments: {takes}", ""] if takes else []
    lines += ["## Commands", ""]
    for action in parser()._actions:
        for name, part in (getattr(action, "choices", None) or {}).items():
            options = " ".join(one for each in part._actions for one in each.option_strings[-1:] if one != "--help")
            lines += [f"### xiangyue {name}", "", _help_of(action, name), "", f"Options: `{options or '—'}`", ""]
    return "\n".join(lines).rstrip() + "\n"


def _shown(public: tuple[str, ...] | None) -> str:
    """What the person who raised the matter sees of an event."""
    return "" if public is None else f"Shown to the requester: {', '.join(public) or 'that it happened'}. "


def _plain(hint: object) -> str:
    """`str`, `dict[str, int]`, `text` for what somebody wrote; a particular that may be left out carries a `?`."""
    from xiangyue.kernel.vocabulary import Text

    if get_origin(hint) is NotRequired:
        return f"{_plain(get_args(hint)[0])}?"
    if hint is Text:
        return "text"
    return str(hint) if get_origin(hint) else getattr(hint, "__name__", str(hint))


def _help_of(action: object, name: str) -> str:
    return next(one.help for one in action._choices_actions if one.dest == name)  # type: ignore[attr-defined]


def readme() -> str:
    """README.md with the table of rooms as their packages describe themselves."""
    from importlib import import_module

    from xiangyue.house.rooms import ROOMS

    rows = []
    for room in sorted(ROOMS, key=lambda one: _FLOORS.index(one.split(".")[1])):
        what = " ".join((import_module(room).__doc__ or "").split())
        rows.append(f"| {room.removeprefix('xiangyue.').replace('.', '/')} | {what} |")
    drawn = "\n".join(["| room | what it is for |", "|---|---|", *rows])
    before, begins, rest = (DOCS.parent / "README.md").read_text(encoding="utf-8").partition(_BEGINS)
    return f"{before}{begins}\n\n{drawn}\n\n{_ENDS}{rest.partition(_ENDS)[2]}"


_FLOORS = ("doors", "desks", "ledgers", "figures", "report")
_BEGINS, _ENDS = "<!-- rooms: drawn from each room's own words by scripts/build_docs.py -->", "<!-- end -->"
PAGES = {"states.md": states_page, "reference.md": reference_page, "../README.md": readme}


def main() -> None:
    import django

    django.setup()
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
