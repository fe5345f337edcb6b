"""The whole API under schemathesis: no 5xx, no answer off the schema, whatever is sent. One seat of many rights
calls.
"""

from __future__ import annotations

import hashlib
import secrets

import pytest
import schemathesis
from cast import NOON, later
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CHECKS, not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from xiangyue.counter.visitors import token_for
from xiangyue.doors.api.models import Token
from xiangyue.house import moment
from xiangyue.house.api import api

TOWN = "110112117000"
pytest_plugins = ["mailbox_fixtures"]
FEW = settings(
    max_examples=25, deadline=None, phases=[Phase.generate], derandomize=True, suppress_health_check=list(HealthCheck)
)


@pytest.fixture
def schema(db):
    """Read over WSGI as a stranger would; the test's own transaction stays open meanwhile."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def authorization(cast, monkeypatch, wechat_running):
    monkeypatch.setattr(moment, "now", lambda: NOON)
    cache.clear()
    cast.say()
    secret = secrets.token_hex(8)
    Token.objects.create(
        seat=cast.seats["dispatcher"],
        title="模糊测试",
        made_at=NOON,
        until=later(NOON, days=9999),
        digest=hashlib.sha256(secret.encode()).hexdigest(),
    )
    visitor, _ = token_for(cast.town, channel="wechat", who="openid-fuzz", at=NOON)
    return {"seat": {"Authorization": f"Bearer {secret}"}, "visitor": {"Authorization": f"Bearer {visitor}"}}


def operations() -> list[tuple[str, str]]:
    with_paths = api.get_openapi_schema()["paths"]
    return [(method, path) for path, methods in with_paths.items() for method in methods]


@pytest.mark.parametrize(("method", "path"), operations(), ids=[f"{method} {path}" for method, path in operations()])
def test_an_operation_stands_anything(schema, authorization, method, path):
    operation, statuses = schema[path][method.upper()], set()

    @given(case=operation.as_strategy())
    @FEW
    def calls(case):
        if "town" in (case.path_parameters or {}):  # people without a seat, in the town that there is
            case.path_parameters["town"] = TOWN
        answer = case.call(headers=authorization["visitor" if "{town}" in path else "seat"])
        statuses.add(answer.status_code)
        case.validate_response(
            answer, checks=[not_a_server_error, status_code_conformance, response_schema_conformance]
        )

    calls()
    assert statuses - {400, 401, 405}, statuses  # the door was open and something was really asked


def test_the_schema_is_openapi_3_1_and_the_checks_are_there(schema, authorization):
    assert api.get_openapi_schema()["openapi"].startswith("3.1")
    assert len(CHECKS.get_all()) > 5
