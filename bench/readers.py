"""What the readers of files cost: seconds and megabytes for n and 2n, of ordinary files and of files made to hurt.

    python bench/readers.py [--rows 50000] [--pieces 400000]

Each row is read in a process of its own. Twice the size should cost about twice the time (ratio near 2).
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import time
import zipfile
from collections.abc import Callable
from io import BytesIO

from common import table

WORDS = "来电人反映本村门前停水已有三天，请尽快派人处理。"
HEADER = ["工单编号", "来电时间", "主要内容", "来电人", "村/社区", "办理结果"]
SCHEMA = "urn:schemas-microsoft-com:office:spreadsheet"
SS = f'<Workbook xmlns="{SCHEMA}" xmlns:ss="{SCHEMA}">'


def row(n: int) -> list[str]:
    return [f"BJ{n:010}", "2024-11-05 09:30:00", WORDS, "王芳", "大羊村", "已办"]


def csv(n: int) -> bytes:
    return "\n".join(",".join(cells) for cells in [HEADER, *map(row, range(n))]).encode()


def quoted(n: int) -> bytes:
    return "\n".join(",".join(f'"{cell}"' for cell in cells) for cells in [HEADER, *map(row, range(n))]).encode()


def gb(n: int) -> bytes:
    return csv(n).decode().encode("gb18030").replace("停".encode("gb18030"), b"\xcd", 1)


def page(n: int) -> bytes:
    rows = ("".join(f"<td>{cell}</td>" for cell in cells) for cells in [HEADER, *map(row, range(n))])
    return f"<html><table>{''.join(f'<tr>{cells}</tr>' for cells in rows)}</table></html>".encode()


def xml(n: int) -> bytes:
    def cell(told: str) -> str:
        return f'<Cell><Data ss:Type="String">{told}</Data></Cell>'

    rows = "".join(f"<Row>{''.join(map(cell, cells))}</Row>" for cells in [HEADER, *map(row, range(n))])
    return f'{SS}<Worksheet ss:Name="a"><Table>{rows}</Table></Worksheet></Workbook>'.encode()


def xlsx(n: int) -> bytes:
    import tempfile
    from pathlib import Path

    from xiangyue.lib.sheets.write import write_xlsx

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        write_xlsx(path, HEADER, map(row, range(n)))
        return path.read_bytes()


def packed(sheet: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("xl/workbook.xml", b'<workbook><sheets><sheet name="a" r:id="r1"/></sheets></workbook>')
        new.writestr("xl/_rels/workbook.xml.rels", b'<x><Relationship Id="r1" Target="worksheets/sheet1.xml"/></x>')
        new.writestr("xl/worksheets/sheet1.xml", sheet)
    return out.getvalue()


FILES: dict[str, tuple[str, Callable[[int], bytes]]] = {
    "csv": ("a.csv", csv),
    "csv，每格有引号": ("a.csv", quoted),
    "csv，GB18030，坏一个字节": ("a.csv", gb),
    "xlsx": ("a.xlsx", xlsx),
    "网页": ("a.xls", page),
    "XML 2003": ("a.xls", xml),
}
HURT: dict[str, tuple[str, Callable[[int], bytes]]] = {
    "xlsx 里全是 <c ": ("a.xlsx", lambda n: packed(b"<c " * n)),
    "xlsx 里全是 <row ": ("a.xlsx", lambda n: packed(b"<row " * n)),
    "xlsx 里全是 <f": ("a.xlsx", lambda n: packed(b"<f" * n)),
    "网页里全是 <!--": ("a.xls", lambda n: b"<html><table><tr><td>" + b"<!--" * n),
    "网页里全是 <td": ("a.xls", lambda n: b"<html><table><tr><td>" + b"<td" * n),
    "网页套网页": ("a.xls", lambda n: b"<html>" + b"<table>" * n),
    "csv 里全是引号": ("a.csv", lambda n: "编号,内容\n1,甲\n".encode() + b'"' * n),
    "csv 里全是逗号": ("a.csv", lambda n: "编号,内容\n1,甲\n".encode() + b"," * n),
    "XML 里全是 <Row>": ("a.xls", lambda n: SS.encode() + b"<Row>" * n),
}


def _read(name: str, data: bytes, answers: multiprocessing.Queue[tuple[float, float]]) -> None:
    from xiangyue.lib.sheets.archive import checked_workbook
    from xiangyue.lib.sheets.kinds import kind_of
    from xiangyue.lib.sheets.limits import MOST_BYTES_UNPACKED, MOST_ROWS
    from xiangyue.lib.sheets.read import CannotRead, checked_old, read_sheets, read_workbook

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    try:
        if (kind := kind_of(data, name)) in ("xlsx", "xls"):  # here, where its cost can be counted
            checked = checked_workbook(data, name, MOST_BYTES_UNPACKED) if kind == "xlsx" else checked_old(data)
            read_workbook(checked, name, MOST_ROWS)
        else:
            list(read_sheets(data, filename=name))
    except CannotRead:
        pass
    spent = time.process_time() - began
    answers.put((spent, max(0, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024))


def _cost(name: str, data: bytes) -> tuple[float, float]:
    answers: multiprocessing.Queue[tuple[float, float]] = multiprocessing.Queue()
    child = multiprocessing.Process(target=_read, args=(name, data, answers))
    child.start()
    told = answers.get()
    child.join()
    return told


def main() -> int:
    options = argparse.ArgumentParser(description="What readers cost for n and 2n rows of every kind of file")
    options.add_argument("--rows", type=int, default=50_000)
    options.add_argument("--pieces", type=int, default=400_000)
    chosen = options.parse_args()
    rows: list[list[object]] = []
    for files, n in ((FILES, chosen.rows), (HURT, chosen.pieces)):
        for what, (name, make) in files.items():
            small, large = _cost(name, make(n)), _cost(name, make(2 * n))
            ratio = large[0] / small[0] if small[0] > 0.02 else float("nan")
            rows.append([what, f"{n:,}", f"{small[0]:.2f}", f"{large[0]:.2f}", f"{ratio:.1f}", f"{large[1]:.0f}"])
    table(["文件", "n", "n：CPU 秒", "2n：CPU 秒", "比", "2n：MB"], rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
