"""Every page that says no, in our own words: 400, 403, a stale form, 404, 405, 409, 413, 422, 429, 503.

To a page's script the same in JSON. (500 and 503 are bare pages: they need no database.)
"""

from __future__ import annotations

import sys
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from xiangyue.counter.guard import page_before
from xiangyue.counter.posts import wants_json
from xiangyue.counter.statuses import status_of
from xiangyue.counter.throttle import MoreWork
from xiangyue.house import bare
from xiangyue.kernel.errors import Refused

TITLES = {
    400: gettext_noop("请求看不懂"),
    403: gettext_noop("这一步不能做"),
    404: gettext_noop("没有这个页面"),
    405: gettext_noop("这个地址不能直接打开"),
    409: gettext_noop("刚刚被别人处理过"),
    413: gettext_noop("传得太大了"),
    422: gettext_noop("没有办成"),
    429: gettext_noop("请稍等再试"),
    503: gettext_noop("系统暂时写不进去"),
}
KEPT = gettext_noop("您填写的内容还留在上一页，按浏览器的返回即可继续。")


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """A refusal of the kernel, with its own sentence."""
    more: dict[str, Any] = {"bits": refusal.bits} if isinstance(refusal, MoreWork) else {}
    return says_no(request, status_of(refusal), str(refusal), code=refusal.code, **more)


def says_no(
    request: HttpRequest, status: int, says: str, *, code: str = "", mend: str = "", back: str = "", **more: Any
) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"error": code or str(status), "says": says, **more}, status=status)
    context = {"status": status, "title": _(TITLES[status]), "says": says, "mend": mend or _(KEPT), "back": back}
    return render(request, "house/error.html", context, status=status)


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, and 413 for what is larger than anything that is taken."""
    if isinstance(exception, RequestDataTooBig):
        return says_no(
            request,
            413,
            _("提交的内容太大了，没有收下。"),
            mend=_("请把文件压缩或分几次提交；您填写的内容还在上一页。"),
        )
    return says_no(request, 400, _("地址或提交的内容不完整，系统看不懂，没有写入任何内容。"))


def not_allowed(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    return says_no(
        request,
        403,
        _("权限随岗位走，这一页不在您现在岗位的范围内。"),
        mend=_("如果您有别的岗位，请在右上角切换；需要新的岗位，请找本单位的系统管理员。"),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return says_no(
        request, 404, _("地址可能写错了，或者事项已移走。"), mend=_("回到首页，或用上面的搜索框按编号查找。")
    )


def failed(request: HttpRequest) -> HttpResponse:
    """500; 503 where it was the database, which may be away for whatever stands around a page too (session, log-in)."""
    if isinstance(sys.exc_info()[1], DatabaseError | InterfaceError):
        return without_database(request)
    return bare.answered(bare.FAILED)


def without_database(request: HttpRequest) -> HttpResponse:
    """503, from a page that asks the database nothing."""
    if wants_json(request):
        return JsonResponse({"error": "away", "says": _(bare.AWAY.says)}, status=503)
    return bare.answered(bare.AWAY, again_in=10)


def not_to_be_opened(request: HttpRequest) -> HttpResponse:
    """405: a post's address that was opened like a page, or the other way round."""
    return says_no(
        request,
        405,
        _("这个地址只接收表单，不能直接打开；没有写入任何内容。"),
        mend=_("请回到原来的页面再提交。"),
        back=page_before(request),
    )


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is older than the log-in: somebody logged in in another tab, or the page stood open too long.

    Whoever is logged in already and logs in again simply goes on.
    """
    if request.path == resolve_url("login") and request.user.is_authenticated:
        following = request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(following, allowed_hosts={request.get_host()})
        return HttpResponseRedirect(following if safe and following else "/")
    return says_no(
        request,
        403,
        _("这个页面打开得太久，或者您在别的窗口重新登录过，表单已经过期；没有写入任何内容。"),
        code="stale_token",
        mend=_("请回到原来的页面再提交一次；您填写的内容还在那里。"),
        back=page_before(request),
    )
