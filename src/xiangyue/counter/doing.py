"""What every page does with a deed: try it, say what came of it, go on. What a person typed stays in the form's
draft.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from xiangyue.kernel.errors import Refused


def attempt(request: HttpRequest, deed: Callable[[], Any], *, done: str, to: str) -> HttpResponse:
    """Done: on to the form's own `next`, else to `to`. Refused: always to `to`, where the form and its draft are."""
    following = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(following, allowed_hosts={request.get_host()}):
        following = to
    try:
        deed()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(to)
    messages.success(request, done)
    return HttpResponseRedirect(following)


def errors_of(form: Any) -> str:
    """The errors of a form in one sentence, each with the name of its field."""
    return "；".join(
        f"{form.fields[name].label}：{'、'.join(texts)}" if name in form.fields else "、".join(texts)
        for name, texts in form.errors.items()
    )
