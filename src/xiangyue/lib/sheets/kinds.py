"""What a file is by its content; its name decides nothing but whether it may be a table at all."""

import re
from pathlib import Path

from xiangyue.lib.sheets.refusal import CannotRead

EXTENSIONS = (".xlsx", ".xlsm", ".xls", ".csv", ".txt", ".htm", ".html", ".xml")
ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHERS = (
    (b"%PDF", "PDF 文件"),
    (b"{\\rtf", "RTF 文档"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"MIME-Version:", "单个文件网页（.mht）"),
    (b"SQLite format 3", "数据库文件"),
)
PAGE = re.compile(rb"<(?:html|!doctype html|table|meta|head|body|style|div)\b")
# what may stand before the first element: the declaration, other instructions, one comment
PROLOG = re.compile(rb"\s*(?:<\?[^<>]*\?>\s*)*(?:<!--[^<>]*-->\s*)?")
BEGINNING = 2_000


def kind_of(data: bytes, filename: str) -> str:
    """ "xlsx", "xls", "page", "xml" or "text"; CannotRead by its right name for anything else."""
    extension = Path(filename).suffix.lower()
    if extension not in EXTENSIONS:
        raise CannotRead(f"{filename}：不支持这种文件。请上传 .xlsx、.xls 或 .csv 表格。")
    if data.startswith(ZIP_MAGIC):
        return "xlsx"
    if data.startswith(OLE_MAGIC):
        return _old_workbook(data, filename)
    for magic, name in OTHERS:
        if data.startswith(magic):
            raise CannotRead(f"{filename}：内容其实是{name}，不是表格。请从原系统导出 .xlsx 或 .csv 表格后再上传。")
    return _written(data, filename)


def _old_workbook(data: bytes, filename: str) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise CannotRead(f"{filename}：工作簿设有打开密码。请在 Excel“文件—信息—保护工作簿”中取消密码，保存后再上传。")
    if "WordDocument".encode("utf-16-le") in data:
        raise CannotRead(f"{filename}：内容其实是 Word 文档，不是表格。请从原系统导出 .xlsx 或 .csv 表格后再上传。")
    return "xls"


def _written(data: bytes, filename: str) -> str:
    """Many office systems give out a web page or an XML table under the name .xls."""
    start = data[:BEGINNING]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start.decode("utf-16", "replace").encode()
    start = start.removeprefix(b"\xef\xbb\xbf").lower()
    prolog = PROLOG.match(start)
    first = start[prolog.end() :] if prolog else start
    if PAGE.match(first):
        return "page"
    if re.match(rb"<(?:!doctype )?(?:\w{1,20}:)?workbook\b", first):
        return "xml"
    if first.startswith(b"<?xml") or (first.startswith(b"<") and start.lstrip().startswith(b"<?xml")):
        raise CannotRead(
            f"{filename}：内容是 XML，但不是 Excel 的 XML 表格（XML Spreadsheet 2003）。"
            "请在 Excel 中打开后另存为 .xlsx。"
        )
    return "text"
