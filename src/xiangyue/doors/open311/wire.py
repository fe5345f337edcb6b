"""Answers in the asked format. XML is the standard's own; JSON follows from it by the Spark convention."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple
from xml.etree import ElementTree

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from xiangyue.doors.open311.faults import Fault
from xiangyue.doors.open311.rules import clean
from xiangyue.kernel.errors import OtherContent, Refused

FORMATS = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}

# what one element of a list is called in XML
_ONE = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
    "service_request_updates": "request_update",
    "notes": "note",
}
_INERT = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


class Answer(NamedTuple):
    """`root` names the XML's outermost element; a JSON answer is `value` alone."""

    root: str
    value: Any
    status: int = 200


def answering(*methods: str) -> Callable[[Callable[..., Answer]], Callable[..., HttpResponse]]:
    """The view's answer, or what refused it, in the format that the address ends in; faults of the format itself in
    XML.
    """

    def wrapped(view: Callable[..., Answer]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, form: str, **kwargs: Any) -> HttpResponse:
            if form not in FORMATS:
                return written(request, _refusal(Fault(400, "地址末尾的格式只能是 .json 或 .xml。")), "xml")
            if request.method == "OPTIONS":
                return _preflight(methods)
            if request.method not in methods:
                refused = written(request, _refusal(Fault(405, f"这个地址只接受 {'、'.join(methods)}。")), form)
                refused["Allow"] = ", ".join((*methods, "OPTIONS"))
                return refused
            return written(request, _answered(view, request, *args, **kwargs), form)

        inner.cleans_what_it_reads = True  # type: ignore[attr-defined]
        # nobody is known by a cookie here, and a refusal comes in the asked format
        inner.csrf_exempt = True  # type: ignore[attr-defined]
        return inner

    return wrapped


def _preflight(methods: tuple[str, ...]) -> HttpResponse:
    """A browser's question before another site's page may post: what anybody may send anyway."""
    response = HttpResponse(status=204)
    response["Allow"] = response["Access-Control-Allow-Methods"] = ", ".join((*methods, "OPTIONS"))
    response["Access-Control-Allow-Headers"] = "Content-Type, Idempotency-Key"
    response["Access-Control-Max-Age"] = "86400"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _answered(view: Callable[..., Answer], request: HttpRequest, *args: Any, **kwargs: Any) -> Answer:
    try:
        return view(request, *args, **kwargs)
    except Fault as fault:
        return _refusal(fault)
    except Refused as refusal:
        return _refusal(Fault(409 if isinstance(refusal, OtherContent) else 400, str(refusal)))
    except RequestDataTooBig:
        return _refusal(Fault(400, "提交的内容太大了，请缩短描述，或少传几张照片。"))
    except (SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError):
        return _refusal(Fault(400, "提交的内容读不出来，请检查 Content-Type 和编码（UTF-8）。"))
    except DatabaseError:
        return _refusal(Fault(503, "系统暂时写不进去，这次没有收下，请稍后用同一个 request_id 再试。"))


def _refusal(fault: Fault) -> Answer:
    errors = [{"code": fault.status, "description": sentence} for sentence in fault.sentences]
    return Answer("errors", errors, fault.status)


def written(request: HttpRequest, answer: Answer, form: str) -> HttpResponse:
    body = _json(answer.value) if form == "json" else _xml(answer)
    response = HttpResponse(body, status=answer.status, content_type=FORMATS[form])
    response["Access-Control-Allow-Origin"] = "*"  # keys stand in the request, never in a cookie
    return response


def _json(value: Any) -> str:
    """Inert even where a browser is made to take it for a page."""
    return json.dumps(value, ensure_ascii=False).translate(_INERT)


def _xml(answer: Answer) -> bytes:
    root = ElementTree.Element(answer.root)
    _fill(root, answer.value)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode").encode()


def _fill(element: ElementTree.Element, value: Any) -> None:
    if isinstance(value, dict):
        for name, part in value.items():
            _fill(ElementTree.SubElement(element, name), part)
    elif isinstance(value, list):
        for part in value:
            _fill(ElementTree.SubElement(element, _ONE[element.tag]), part)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value is not None:
        # a carriage return would come back as a line feed from every reader
        element.text = re.sub("\r\n?", "\n", clean(str(value)))
