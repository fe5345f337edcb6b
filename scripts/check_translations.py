"""Fails when a sentence has no English, when the catalogue is behind the code, or when the compiled file is behind
it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import messages


def entries(path: Path) -> dict[str, str]:
    """{msgid: msgstr} of the plain entries; fuzzy ones count as missing."""
    text = subprocess.run(
        ["msgattrib", "--no-obsolete", "--no-wrap", str(path)], capture_output=True, text=True, check=True
    ).stdout
    found: dict[str, str] = {}
    for block in text.split("\n\n"):
        lines, parts, at = block.splitlines(), {"msgid": "", "msgstr": ""}, ""
        for line in lines:
            for name in parts:
                if line.startswith(f"{name} "):
                    at, line = name, line[len(name) + 1 :]
            if at and line.startswith('"'):
                parts[at] += line[1:-1]
        if parts["msgid"]:
            fuzzy = any(line.startswith("#,") and "fuzzy" in line for line in lines)
            found[parts["msgid"]] = "" if fuzzy else parts["msgstr"]
    return found


def main() -> int:
    before = entries(messages.CATALOGUE)
    kept = messages.CATALOGUE.read_text(encoding="utf-8")
    messages.collect()
    now = entries(messages.CATALOGUE)
    messages.CATALOGUE.write_text(kept, encoding="utf-8")
    problems = [f"not collected yet: {one}" for one in now.keys() - before.keys()]
    problems += [f"no longer used: {one}" for one in before.keys() - now.keys()]
    problems += [f"no English: {one}" for one, english in before.items() if not english]
    with tempfile.TemporaryDirectory() as folder:
        compiled = Path(folder) / "django.mo"
        subprocess.run(["msgfmt", "-o", str(compiled), str(messages.CATALOGUE)], check=True)
        if compiled.read_bytes() != messages.CATALOGUE.with_suffix(".mo").read_bytes():
            problems.append("django.mo is behind django.po: run scripts/messages.py")
    print("\n".join(sorted(problems)[:40]) or f"{len(before)} sentences, each with its English")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
