"""Pages that stand where nothing else may be asked: no database, no session, no language. In both languages at once."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.template import loader
from django.utils.translation import gettext_noop


@dataclass(frozen=True)
class BarePage:
    status: int
    title: str
    says: str
    mend: str
    english: str


FAILED = BarePage(
    500,
    "系统出了问题",
    "刚才的操作没有完成，不是您的问题。已经登记的事不会丢，钟也照走。",
    "请过几分钟再试；还是不行，请告诉系统管理员大致的时间和您在做什么。",
    "Something failed on our side. What was recorded is safe; please try again in a few minutes.",
)
# a page's script hears its sentence alone, in the page's language
AWAY = BarePage(
    503,
    "系统暂时读写不了",
    gettext_noop(
        "数据库暂时连不上或写不进去（可能磁盘已满），刚才的操作没有写入，请稍后再试。"
    ),  # a script hears it alone
    "已经登记的事不会丢，钟也照走。您填写的内容还留在上一页，按浏览器的返回即可继续。",
    "The database is away. Nothing of what you just sent was written; please try again in a few minutes.",
)
UNRECORDED = BarePage(
    503,
    "访问日志写不进去",
    "按等保三级的要求，访问不能留下记录时不打开内部页面。请联系系统管理员检查磁盘和数据库。",
    "刚才提交的操作可能已经办成，恢复后请先看一看再决定是否重做。公开页面照常。",
    "The access log takes no entry. At this protection level nothing internal is shown unrecorded; please tell the"
    " administrator. What you just sent may have been done.",
)


def answered(page: BarePage, *, again_in: int = 0) -> HttpResponse:
    """`again_in`: after how many seconds it is worth another try."""
    response = HttpResponse(loader.get_template("house/bare.html").render({"page": page}), status=page.status)
    if again_in:
        response["Retry-After"] = str(again_in)
    return response
