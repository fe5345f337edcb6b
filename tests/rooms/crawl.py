"""What the pages of a town lead to and ask for: walked as a person would, link by link, form by form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

# what is read by a rule of its own, whatever kind of field it stands in
KNOWN = {
    "username": "new-clerk",
    "code": "91110112MA01LMQC5G",
    "solved": "yes",
    "satisfied": "yes",
    "met": "yes",
    "phone": "19900001111",
    "caller_phone": "19900001111",
}
_SKIPPED = ("house/logout", "house/language", "sw.js")


@dataclass
class Form:
    """A form that posts: where to, and its fields with what a person would leave or choose in them."""

    action: str
    fields: dict[str, Any] = field(default_factory=dict)
    picked: set[str] = field(default_factory=set)  # fields whose value was chosen from a list or given by the page


class Reader(HTMLParser):
    """Links, posting forms and asking ones of one page."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.asking: list[Form] = []
        self.named: dict[str, Form] = {}
        self.now: Form | None = None
        self.select = ""

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in given}
        if tag == "a" and told.get("href"):
            self.links.append(urljoin(self.address, told["href"]))
        if tag == "form":
            self.now = Form(urljoin(self.address, told.get("action") or self.address))
            if told.get("method", "").lower() == "post":
                self.forms.append(self.now)
            else:
                self.asking.append(self.now)
            self.named[told.get("id", "")] = self.now
        form = self.named.get(told["form"], self.now) if "form" in told else self.now
        if form is not None and told.get("name"):
            self._field(tag, told, form)
        if tag == "option" and self.now is not None and self.select and told.get("value"):
            self._choose(self.now, self.select, told["value"], anew="selected" in told)

    def _field(self, tag: str, told: dict[str, str], form: Form) -> None:
        name, kind = told["name"], told.get("type", "")
        if tag == "select":
            self.select, self.now = name, form
            form.fields.setdefault(name, "")
        elif tag == "button":
            self._choose(form, name, told.get("value", ""))
        elif kind in ("radio", "checkbox", "hidden"):
            if kind != "checkbox" or "required" in told or "checked" in told:
                given = "on" if kind == "checkbox" else ""
                self._choose(form, name, told.get("value", given), anew="checked" in told)
        elif tag in ("input", "textarea") and kind != "file":
            form.fields.setdefault(name, told.get("value") or typed(name, kind))

    @staticmethod
    def _choose(form: Form, name: str, value: str, *, anew: bool = False) -> None:
        form.picked.add(name)
        if anew or not form.fields.get(name):
            form.fields[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.now = None
        if tag == "select":
            self.select = ""


def typed(name: str, kind: str = "") -> str:
    """What a person would type into an empty field of this kind."""
    if name in KNOWN:
        return KNOWN[name]
    known = {"date": "2025-01-06", "time": "09:30", "number": "1", "tel": "19900001111", "datetime-local": ""}
    return known.get(kind, "已经联系，今天办好。")


@dataclass
class Found:
    """route → addresses that pages name, and forms that post there."""

    addresses: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    forms: dict[str, list[Form]] = field(default_factory=lambda: defaultdict(list))
    faults: list[str] = field(default_factory=list)


def walk(client: Client, found: Found, *, who: str, most: int) -> Iterator[tuple[str, Any]]:
    """Every page that leads on from the front page, at most `most` of one route; yields each with its answer."""
    waiting, opened = ["/"], set()
    count: dict[str, int] = defaultdict(int)
    while waiting:
        address = waiting.pop(0)
        route = route_of(address)
        if route is None or route in _SKIPPED or address in opened or count[route] >= most:
            continue
        opened.add(address)
        count[route] += 1
        answer = client.get(address)
        if address not in found.addresses[route]:
            found.addresses[route].append(address)
        if answer.status_code >= 500:
            found.faults.append(f"{who} {address}: {answer.status_code}")
        if answer.status_code in (301, 302):
            waiting.append(urljoin(address, answer["Location"]))
        elif not answer.streaming and "html" in answer.get("Content-Type", ""):
            page = Reader(address)
            page.feed(answer.content.decode())
            asked = [f"{form.action.partition('?')[0]}?{urlencode(form.fields)}" for form in page.asking]
            waiting += [link for link in map(_ours, [*page.links, *asked]) if link]
            _keep(page.forms, found)
        yield address, answer


def _ours(link: str) -> str:
    """Path and query of a link of this house; empty for others. The tests' own client has the host `testserver`."""
    told = urlsplit(link)
    if told.netloc or told.scheme or not told.path.startswith("/"):
        return ""
    return told.path + (f"?{told.query}" if told.query else "")


def _keep(forms: list[Form], found: Found) -> None:
    for form in forms:
        form.fields.pop("csrfmiddlewaretoken", None)
        form.picked.discard("csrfmiddlewaretoken")
        route = route_of(form.action)
        if route is not None and all(form.action != known.action for known in found.forms[route]):
            found.forms[route].append(form)
            found.addresses[route].append(form.action)


def route_of(address: str) -> str | None:
    try:
        return resolve(urlsplit(address).path).route
    except Resolver404:
        return None


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every address of the house with its view."""
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, pattern)
        elif isinstance(entry, URLPattern):
            yield pattern, entry.callback
