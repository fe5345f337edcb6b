"""A ledger over JSON: the same sentences, the same three persons, and no row of another village."""

from __future__ import annotations

import hashlib

import pytest
from cast import NOON, later
from django.test import Client
from entries import MAIZE, PARCEL, signed

from xiangyue.doors.api.models import Token
from xiangyue.house import moment
from xiangyue.ledgers.farmland.columns import PARCELS
from xiangyue.ledgers.farmland.models import Parcel

PARCELS_AT, SOWING_AT = "/api/ledgers/parcels", "/api/ledgers/sowing"


@pytest.fixture
def ask(cast, monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOON)

    def ask(who, address, told=None):
        secret = f"secret-of-{who}"
        Token.objects.get_or_create(
            digest=hashlib.sha256(secret.encode()).hexdigest(),
            defaults={"seat": cast.seats[who], "title": "测试", "made_at": NOON, "until": later(NOON, days=30)},
        )
        client, headers = Client(), {"Authorization": f"Bearer {secret}"}
        if told is None:
            return client.get(address, headers=headers)
        return client.post(address, told, content_type="application/json", headers=headers)

    return ask


def test_entered_reviewed_and_signed_by_three_tokens(cast, ask):
    answer = ask("village", PARCELS_AT, PARCEL)
    assert answer.json()["how"] == "new", answer.content
    one = f"{PARCELS_AT}/{answer.json()['id']}"
    assert ask("water", f"{one}/review", {}).json()["state"] == "reviewed"
    assert ask("statistician", f"{one}/sign", {}).json()["state"] == "signed"
    told = ask("statistician", PARCELS_AT).json()
    (entry,) = told["entries"]
    assert (entry["values"]["area_mu"], entry["signed_by"], entry["waits"]) == ("120.5", "褚统计", None)
    assert ask("statistician", f"{PARCELS_AT}?after={told['next']}").json()["entries"] == []
    assert ask("village", PARCELS_AT, PARCEL).json()["how"] == "same"


@pytest.mark.parametrize(
    ("who", "told", "status", "says"),
    [
        ("village", {**PARCEL, "area_mu": "8公顷"}, 422, "请换算成亩"),
        ("village", {**PARCEL, "village": "小务村"}, 403, "本村"),
        ("secretary", PARCEL, 403, "不能填报"),
        ("village", {"code": "DY-001"}, 422, ""),
    ],
)
def test_it_is_refused_with_the_same_sentence_as_on_a_page(cast, ask, who, told, status, says):
    answer = ask(who, PARCELS_AT, told)
    assert answer.status_code == status and says in answer.json()["says"]
    assert not Parcel.objects.exists()


def test_a_village_reads_its_own_and_signs_nothing(cast, ask):
    entry = signed(cast, PARCELS, who="roads", village="小务村")
    assert ask("village", PARCELS_AT).json()["entries"] == []
    assert ask("village", f"{PARCELS_AT}/{entry.pk}/withdraw", {"why": "重复"}).status_code == 404
    assert ask("village", f"{PARCELS_AT}/{entry.pk}/sign", {}).status_code == 403
    assert ask("caller", SOWING_AT, MAIZE).status_code == 403


def test_its_columns_are_told_in_the_description_of_the_api(client, db):
    schema = client.get("/api/openapi.json").json()
    told = schema["components"]["schemas"]["New_parcels"]
    assert told["properties"]["kind"]["description"].startswith("地类：永久基本农田、一般耕地、其他")
    assert "area_mu" in told["required"] and "operator" not in told["required"]
