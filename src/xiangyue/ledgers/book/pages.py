"""What the pages of every ledger share: a file or a pasted table read, a file handed out."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from xiangyue.counter.readers import Asked
from xiangyue.kernel.errors import Refused
from xiangyue.ledgers.book.models import Sheet
from xiangyue.ledgers.book.sheets import BYTES_MAX
from xiangyue.lib.sheets.header import HEADER

PASTED = "粘贴.csv"


def TABLE(asked: Asked, name: str) -> tuple[bytes, str]:
    """(data, filename) of a file, or of a table pasted with its header."""
    # a tab at the end is an empty cell of the last row
    file, pasted = asked.request.FILES.get("sheet"), asked.request.POST.get("pasted", "").strip("\r\n ")
    if file is None and not pasted:
        raise Refused("请选一个表格文件，或把表格粘贴进来。")
    return (file.read(BYTES_MAX + 1), file.name or "") if file else (pasted.encode(), PASTED)


def what_came(asked: Asked, brought: Sheet) -> str:
    told = _("新增 %(new)s 行，更新 %(changed)s 行，没有变化 %(same)s 行，退回 %(bad)s 行。") % {
        "new": brought.new,
        "changed": brought.changed,
        "same": brought.same,
        "bad": len(brought.bad),
    }
    passed = "、".join(f"{why} {count} 行" for why, count in brought.passed.items() if why != HEADER)
    return told + _("另外略过：%(passed)s。") % {"passed": passed} if passed else told


CSV = "text/csv; charset=utf-8"


def handed_out(body: bytes, filename: str, kind: str = CSV) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{filename}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(body, content_type=kind, headers=headers)
