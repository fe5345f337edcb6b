"""Every address says who may come in, and every role is walked over every address."""

from __future__ import annotations

import pytest
from cast import NOON
from django.urls import URLPattern, URLResolver, get_resolver

from xiangyue.kernel import access
from xiangyue.kernel.models import ROLES
from xiangyue.kernel.roles import SCOPES


def routes(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, pattern)
        elif isinstance(entry, URLPattern):
            yield pattern, entry.callback


# The API checks its token before any of its operations; each operation carries its own guard (next test).
API = [(pattern, view) for pattern, view in routes() if pattern.startswith("api/")]
PAGES = [(pattern, view) for pattern, view in routes() if not pattern.startswith("api/")]


@pytest.mark.parametrize(("pattern", "view"), PAGES, ids=[pattern for pattern, _ in PAGES])
def test_a_page_has_a_guard(pattern, view):
    deed, reason = getattr(view, "guarded_by", None), getattr(view, "open_because", None)
    assert deed or reason, f"{pattern} has neither needs() nor open_to_all()"
    assert deed is None or deed in access.deeds()


def test_every_api_operation_has_a_guard():
    from xiangyue.house.api import api

    operations = [
        one for _, router in api._routers for path in router.path_operations.values() for one in path.operations
    ]
    assert operations
    for operation in operations:
        view = operation.view_func
        assert getattr(view, "guarded_by", None) in access.deeds() or getattr(view, "open_because", None), (
            operation.path
        )


def test_a_stranger_gets_nowhere(client, cast):
    cast.say()
    for pattern, view in PAGES:
        if getattr(view, "guarded_by", None) and "<" not in pattern:
            for answer in (client.get(f"/{pattern}"), client.post(f"/{pattern}")):
                assert answer.status_code in (302, 405), pattern
                assert answer.status_code == 405 or answer["Location"].startswith("/login")


@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_role_opens_only_what_its_deeds_allow(cast, role):
    seat = next((one for one in cast.seats.values() if one.role == role), None)
    if seat is None:
        seat = cast.seats["admin"]
        seat.role = role
        seat.save()
    who = next(key for key, one in cast.seats.items() if one.pk == seat.pk)
    client = cast.client(who)
    matter = cast.say(at=NOON)
    for pattern, view in PAGES:
        deed = getattr(view, "guarded_by", None)
        if not deed or "<int:pk>" in pattern:
            continue
        address = "/" + pattern.replace("<str:number>", matter.number)
        answers = {client.get(address).status_code, client.post(address, {"seat": seat.pk, "next": "/"}).status_code}
        if role not in access.deeds()[deed].roles:
            assert answers <= {403, 405}, f"{role} came in at {address}: {answers}"
            assert 403 in answers
        elif SCOPES[role] in ("town", "district") or "<str:number>" not in pattern:
            assert 403 not in answers, f"{role} was turned away at {address}"


def test_the_api_wants_a_token(client, cast):
    for pattern, _ in API:
        if "<" not in pattern and "openapi" not in pattern and pattern != "api/":
            assert client.get(f"/{pattern}?q=x").status_code == 401
