"""Whether every row of a file is accounted for: generated files of every kind through the hotline's importer.

    python bench/conservation.py [--files 10000] [--from 100000]

The generator (tests/hotline/generated_files.py) knows what it wrote; a row that the importer does not give back as new,
sent back or passed over, or gives back twice, is a wrong file. Makes a database of its own.
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "tests" / room) for room in ("", "hotline")]
AT = datetime(2024, 11, 5, 4, 0, tzinfo=UTC)


def main() -> int:
    options = argparse.ArgumentParser(description="Rows that are not accounted for, over generated files")
    options.add_argument("--files", type=int, default=10_000)
    options.add_argument("--from", type=int, default=100_000, dest="first", help="seed of the first file")
    chosen = options.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "xiangyue.house.settings"
    os.environ.setdefault("XIANGYUE_SECRET_KEY", secrets.token_urlsafe(48))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XIANGYUE_DATA"], os.environ["DATABASE_URL"] = folder, f"sqlite:///{folder}/bench.sqlite3"
        return _measure(range(chosen.first, chosen.first + chosen.files))


def _measure(seeds: range) -> int:
    import django

    django.setup()
    from common import table
    from django.core.management import call_command
    from generated_files import made
    from hotline_files import BEIJING

    from xiangyue.doors.hotline.models import ColumnMapping
    from xiangyue.kernel.models import Place

    call_command("migrate", verbosity=0)
    town = Place.objects.create(level="town", code="110112000000", name="测行镇", is_synthetic=True)
    mapping = ColumnMapping.objects.create(town=town, name="北京", columns=BEIJING, saved_at=AT)
    counts: dict[str, Counter[str]] = {}
    for seed in seeds:
        file = made(seed)
        counts.setdefault(file.kind, Counter()).update(_judged(file, town, mapping))
    header = ["文件", "行", "新工单", "退回", "略过", "整份退回", "不守恒", "丢失的编号"]
    rows = [[kind, *(f"{count[key]:,}" for key in ("files", *header[1:]))] for kind, count in sorted(counts.items())]
    whole: Counter[str] = sum(counts.values(), Counter())
    table(["类型", *header], [*rows, ["合计", *(f"{whole[key]:,}" for key in ("files", *header[1:]))]])
    return 1 if whole["不守恒"] or whole["丢失的编号"] else 0


def _judged(file: Any, town: Any, mapping: Any) -> Counter[str]:
    from xiangyue.doors.hotline.actions import import_file
    from xiangyue.doors.hotline.models import ImportedRow
    from xiangyue.lib.sheets.read import CannotRead, read_sheet

    try:
        run = import_file(file.data, file_name=file.name, town=town, mapping=mapping, seat=None, at=AT)
    except CannotRead as refusal:
        if not file.refused:
            print(f"{file.name}: {refusal}", file=sys.stderr)
        return Counter({"files": 1, "整份退回": 1, "不守恒": int(not file.refused)})
    back = ""
    if run.rejects:
        with run.rejects.open("rb") as kept:
            back = "\n".join(str(cell) for row in read_sheet(kept.read(), filename="r.xlsx").rows for cell in row)
        run.rejects.delete(save=False)
    told = set(ImportedRow.objects.filter(run=run).values_list("matter__number", flat=True))
    lost = [number for number in file.numbers - told if number not in back]
    is_whole = file.rows == run.file_rows == run.written + run.passed_rows and file.orders == run.rows
    if lost or not is_whole or file.refused:
        print(f"{file.name}: {file.rows} {run.conserved_says} {lost}", file=sys.stderr)
    return Counter(
        {
            "files": 1,
            "行": run.file_rows,
            "新工单": run.created,
            "退回": run.bad,
            "略过": run.passed_rows,
            "不守恒": int(not is_whole or file.refused),
            "丢失的编号": len(lost),
        }
    )


if __name__ == "__main__":
    sys.exit(main())
