"""Every page, every post and every owner's page of the house, with people of every role, junk in every field and the
rows of the town next door.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django import forms
from django.apps import apps
from django.db import connection, transaction
from django.db.models import F, Model, Q
from django.http import HttpResponse
from django.test import Client, RequestFactory

from tests.rooms.conftest import MARK, House, Side, marked
from tests.rooms.crawl import Form, Reader, route_of, routes, typed
from xiangyue.counter import readers
from xiangyue.counter.models import Tally
from xiangyue.counter.own import held
from xiangyue.counter.own.declared import page_of
from xiangyue.counter.own.views import own_url
from xiangyue.figures.indicators.models import Indicator
from xiangyue.house.demo import NOW
from xiangyue.kernel import access
from xiangyue.kernel.actions import Actor, record
from xiangyue.kernel.models import Attachment, Category, Event, Matter, Place
from xiangyue.kernel.roles import ABOVE_THE_TOWN

pytestmark = pytest.mark.django_db

JUNK = ("abc", "²", str(2**63), "a\x00b", "0001-01-01", "9999-12-31", "-1", "", "　", "💥" * 300)
# readers that know what they are given: a word that is none of theirs is never passed on to a deed
KNOWING = (
    readers.COUNT,
    readers.DAY,
    readers.DAY_OR_NONE,
    readers.OFFICE_END,
    readers.CLOCK,
    readers.UNIT,
    readers.SEAT,
    readers.CATEGORY,
    readers.VILLAGE,
)
KNOWING_FIELDS = (forms.IntegerField, forms.DateField, forms.ModelChoiceField, forms.FloatField)
# what only a page's script posts: no form of a page names these
BY_SCRIPT = {
    "patrol/track": ("seat", "request_id", "patrol", "begun_at", "points", "ended_at"),
    "patrol/visits": ("seat", "request_id", "household", "met", "said_at", "need", "note", "lon", "lat"),
    "patrol/findings/new": ("seat", "request_id", "task", "words", "note", "level", "said_at", "lon", "lat"),
    "house/people/<int:pk>/lock": (),
}
OF_THE_TOWN: dict[Any, Any] = {
    readers.UNIT: lambda side: side.seats["dispatcher"].unit_id,
    readers.SEAT: lambda side: side.seats["dispatcher"].pk,
    readers.CATEGORY: lambda side: Category.objects.filter(town=side.town, valid_to=None).values_list("pk", flat=True)[
        0
    ],
    readers.VILLAGE: lambda side: Place.objects.filter(town=side.town, level="village").values_list("code", flat=True)[
        0
    ],
}
VIEWS = {route: view for route, view in routes() if not route.startswith("api/")}
OF_NOBODY = ("house", "part")  # kinds that nobody outside raised
WRITES = ("INSERT", "UPDATE", "DELETE")
NOT_OURS = ("django_session", "axes_", "auth_user", "house_trace")  # logging in and the access log, not a deed
JSON = {"accept": "application/json"}


def test_every_page_that_leads_on_opens(house: House) -> None:
    assert house.here.found.faults == []
    assert len(house.here.found.addresses) > 100


def test_nobody_sees_a_row_of_the_next_town(house: House) -> None:
    assert house.here.strange == []
    faults = []
    ours = set(Matter.objects.filter(town=house.here.town).values_list("number", flat=True))
    ours |= set(Indicator.objects.filter(town=house.here.town).values_list("code", flat=True))
    for role, client in _everybody(house.here):
        for address in _addresses(house.next_door, role):
            if ours & set(urlsplit(address).path.split("/")):  # a number or code of both towns opens our own
                continue
            answer = client.get(address)
            if marked(answer) or ("<" in _route(address) and answer.status_code == 200):
                faults.append(f"{role} {address}: {answer.status_code}")
    assert faults == []


def test_nobody_reads_the_number_or_title_of_what_they_may_not_see(house: House) -> None:
    """On pages, in files that pages offer, in the feed of a token."""
    assert house.here.unseen == []
    offered = {urlsplit(one).path for one in house.here.files}
    assert {"/hotline/export", "/firms/export"} <= offered
    assert any("/api/events" in one for one in house.here.read)


def test_junk_in_an_address_is_passed_over_or_told(house: House) -> None:
    faults = []
    for route, addresses in house.here.found.addresses.items():
        deed = getattr(VIEWS[route], "guarded_by", None)
        role = next((one for one in house.here.seats if deed and one in access.deeds()[deed].roles), "")
        client = house.here.client(role) if role else Client(raise_request_exception=False)
        for address in {
            frozenset(dict(parse_qsl(urlsplit(one).query))): one for one in addresses if "?" in one
        }.values():
            for asked in _spoilt(address):
                Tally.objects.all().delete()
                answer = client.get(asked)
                if answer.status_code >= 500:
                    faults.append(f"{role} {asked}: {answer.status_code}")
    assert faults == []


def test_junk_in_a_field_is_a_sentence_and_never_a_fault(house: House) -> None:
    faults, tried = [], 0
    for role, form in _posts(house.here):
        client = _client(house.here, role, form)
        knowing = _knowing(_route(form.action))
        for name in form.fields:
            for junk in JUNK:
                tried += 1
                with _undone():
                    before = _counted()
                    answer = client.post(form.action, form.fields | {name: junk}, headers=JSON)
                    said = _said(answer)
                    if answer.status_code >= 500 or not said:
                        faults.append(f"{role} {form.action} {name}={junk[:20]!r}: {answer.status_code} {said}")
                    if junk == "abc" and name in knowing and answer.status_code < 400:
                        faults.append(f"{role} {form.action} {name}: abc was taken for something")
                    if answer.status_code >= 400 and _counted() != before:
                        faults.append(f"{role} {form.action} {name}={junk[:20]!r}: refused, and written all the same")
    assert tried > 2000
    assert faults == []


def test_a_role_without_the_deed_writes_nothing(house: House) -> None:
    faults = []
    for role, client in _everybody(house.here, everywhere=True):
        for _who, form in _posts(house.here):
            deed = getattr(VIEWS[_route(form.action)], "guarded_by", None)
            if deed is None or role in access.deeds()[deed].roles:
                continue
            with _undone(), _written() as written:
                answer = client.post(form.action, form.fields, headers=JSON)
            if answer.status_code != 403 or written:
                faults.append(f"{role} {form.action}: {answer.status_code} {written}")
    assert faults == []


def test_a_row_of_the_next_town_is_neither_opened_nor_named(house: House) -> None:
    """Their addresses with their own forms, and their keys in an otherwise valid form of ours."""
    faults = []
    theirs = {_route(form.action): form for _role, form in _posts(house.next_door)}
    for role, form in _posts(house.here):
        other = theirs.get(_route(form.action))
        if not role or other is None:
            continue
        client = house.here.client(role)
        posted = [(form.action, form.fields | {name: other.fields[name]}) for name in form.picked & other.picked]
        if "<" in _route(form.action) or "<str:code>" in _route(form.action):
            posted.append((other.action, form.fields))
        for action, fields in posted:
            with _undone():
                before = _of(house.next_door)
                answer = client.post(action, fields, headers=JSON)
                mixed = _mixed() if answer.status_code < 400 else []
                if answer.status_code >= 500 or mixed or _of(house.next_door) != before or MARK in _said(answer):
                    faults.append(f"{role} {action} {fields}: {answer.status_code} {mixed} {_said(answer)}")
                if action == other.action and action != form.action and answer.status_code < 400:
                    faults.append(f"{role} opened {action}")
    assert faults == []


def test_an_owner_sees_what_is_theirs_and_no_more(house: House) -> None:
    """The owner's page of every kind, with a staff file and a note of the office on each matter."""
    town, seen = house.here.town, set()
    for matter in Matter.objects.filter(town=town).exclude(kind__in=OF_NOBODY).select_related("town"):
        if matter.kind in seen:
            continue
        seen.add(matter.kind)
        matter.refresh_from_db()
        staff = Attachment.objects.create(
            town=town,
            matter=matter,
            file="x.jpg",
            title="内部照片.jpg",
            media_type="image/jpeg",
            sha256="0" * 64,
            added_at=NOW,
        )
        record(matter, "noted", actor=Actor.of(house.here.seats["dispatcher"]), at=NOW, text="内部：此人常来")
        owner, address = _owner(matter), own_url(matter)
        text = owner.get(address).content.decode()
        assert matter.number in text, address
        assert "内部" not in text, address
        assert owner.get(f"{address}/photos/{staff.pk}").status_code == 404
        assert Client(raise_request_exception=False).get(address).status_code == 403
        assert _owner(_another(matter)).get(address).status_code == 403
        page = Reader(address)
        page.feed(text)
        for form in page.forms:
            if "/mine/" in form.action:
                assert (
                    Client(raise_request_exception=False).post(form.action, form.fields, headers=JSON).status_code
                    == 403
                ), form.action
    assert len(seen) > 3


def _everybody(side: Side, *, everywhere: bool = False) -> Iterator[tuple[str, Client]]:
    """Each role with a client; one who is of every town only where asked for."""
    for role in side.seats:
        if everywhere or role != ABOVE_THE_TOWN:
            Tally.objects.all().delete()
            yield role, side.client(role)


def _addresses(side: Side, role: str) -> list[str]:
    """What names one of their rows, of pages that this role may open."""
    found = [
        one for addresses in side.found.addresses.values() for one in addresses if "?" in one or "<" in _route(one)
    ]
    deeds = {one: getattr(VIEWS[_route(one)], "guarded_by", None) for one in found}
    return [one for one in found if (deed := deeds[one]) and role in access.deeds()[deed].roles]


def _route(address: str) -> str:
    route = route_of(address)
    assert route is not None, address
    return route


def _spoilt(address: str) -> Iterator[str]:
    told = urlsplit(address)
    pairs = parse_qsl(told.query, keep_blank_values=True)
    for at, (name, _value) in enumerate(pairs):
        for junk in JUNK:
            yield f"{told.path}?{urlencode([*pairs[:at], (name, junk), *pairs[at + 1 :]])}"


def _posts(side: Side) -> Iterator[tuple[str, Form]]:
    """One form for every address that takes a post, with a role that may post it ("" where everybody may)."""
    for route, view in VIEWS.items():
        if route in ("house/logout", "house/language", "login") or route.startswith("open311"):
            continue
        forms_there = side.found.forms.get(route)
        deed = getattr(view, "guarded_by", None)
        role = next((one for one in side.seats if deed and one in access.deeds()[deed].roles), "")
        form = max(forms_there, key=lambda one: len(one.fields)) if forms_there else _declared(side, route, view, role)
        if form is not None and bool(deed) == bool(role):
            Tally.objects.all().delete()
            yield role, form


def _client(side: Side, role: str, form: Form) -> Client:
    """Somebody who may post it; an owner's form its owner."""
    if role:
        return side.client(role)
    number = form.action.split("/mine/")[-1].split("/")[0]
    matter = Matter.objects.filter(town=side.town, number=number).select_related("town").first()
    return _owner(matter) if matter else Client(raise_request_exception=False)


def _declared(side: Side, route: str, view: Any, role: str) -> Form | None:
    """Where no page of today offers it: the fields that its row names, at an address like those that are known."""
    post = getattr(view, "post", None)
    if post is None and route not in BY_SCRIPT:
        return None
    form = Form(_address(side, route, role))
    for name, reader in (post.fields if post else dict.fromkeys(BY_SCRIPT[route])).items():
        inner = reader.form.base_fields if isinstance(reader, readers.Form) else {name: None}
        form.fields |= {each: typed(each) for each in inner}
        if reader in OF_THE_TOWN:
            form.fields[name] = str(OF_THE_TOWN[reader](side))
            form.picked.add(name)
    return form


def _address(side: Side, route: str, role: str) -> str:
    number = _number(side, route.split("/")[0], role) if "<str:number>" in route else ""
    known = {"<str:code>": side.town.code, "<str:number>": number, "<int:pk>": "1"}
    for told, value in known.items():
        route = route.replace(told, value)
    return f"/{route}"


def _number(side: Side, room: str, role: str) -> str:
    """A matter that this role sees, of the room where it has such."""
    rows = access.visible_to(side.seats[role]) if role else Matter.objects.filter(town=side.town)
    matters = list(rows.exclude(kind__in=OF_NOBODY).order_by("-received_at"))
    return next((one for one in matters if page_of(one).room == room), matters[0]).number


def _knowing(route: str) -> set[str]:
    """The fields of a post in which only some values can stand."""
    post = getattr(VIEWS[route], "post", None)
    found: set[str] = set()
    for name, reader in (post.fields if post else {}).items():
        if reader in KNOWING:
            found.add(name)
        if isinstance(reader, readers.Form):
            found |= {each for each, one in reader.form.base_fields.items() if isinstance(one, KNOWING_FIELDS)}
    return found


def _said(answer: HttpResponse) -> str:
    """What the answer tells the person, or where it leads."""
    if answer.status_code in (301, 302):
        return answer["Location"]
    return answer.content.decode(errors="ignore")[:300]


@contextmanager
def _undone() -> Iterator[None]:
    Tally.objects.all().delete()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _counted() -> tuple[int, int]:
    return Event.objects.count(), Matter.objects.count()


@contextmanager
def _written() -> Iterator[list[str]]:
    """What is written meanwhile, but for logging in."""
    found: list[str] = []

    def seen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(WRITES) and not any(name in sql for name in NOT_OURS):
            found.append(sql[:80])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(seen):
        yield found


def _of(side: Side) -> tuple[int, int]:
    return Event.objects.filter(town=side.town).count(), Matter.objects.filter(town=side.town).count()


def _mixed() -> list[str]:
    """Columns in which a row of one town names a row of another."""
    return [
        f"{model.__name__}.{column.name}"
        for model in _of_towns()
        for column in model._meta.fields
        if column.is_relation and column.name not in ("town", "parent") and column.related_model in _of_towns()
        if model._default_manager.filter(**{f"{column.name}__isnull": False})
        .exclude(Q(**{f"{column.name}__town": F("town")}) | Q(**{column.name: F("town")}))
        .exists()
    ]


def _of_towns() -> list[type[Model]]:
    return [model for model in apps.get_models() if any(field.name == "town" for field in model._meta.fields)]


def _owner(matter: Matter) -> Client:
    """A device on which the receipt of this matter was shown."""
    client, answer = Client(raise_request_exception=False), HttpResponse()
    held.remember(RequestFactory().get("/"), answer, matter)
    client.cookies.update(answer.cookies)
    return client


def _another(matter: Matter) -> Matter:
    others = Matter.objects.filter(town_id=matter.town_id).exclude(pk=matter.pk).select_related("town")
    found = next(one for one in others if page_of(one) is page_of(matter))
    return found
