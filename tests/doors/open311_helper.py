"""An app that hands in service requests, and the public rules of GeoReport v2 as plain data."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

from cast import NOON, Cast
from django.test import Client

from xiangyue.doors.open311.actions import make_key
from xiangyue.house import moment
from xiangyue.kernel.models import Rule

V2 = "/open311/v2"
DAYANG = {"lat": "39.7005", "long": "116.8012"}  # near the cast's villages, which have no boundary drawn
QUESTIONS = {
    "attributes": [
        {
            "code": "SIZE",
            "datatype": "singlevaluelist",
            "required": True,
            "order": 2,
            "description": "坑有多大？",
            "values": [{"key": "s", "name": "脸盆大"}, {"key": "l", "name": "车轮大"}],
        },
        {"code": "NOTE", "datatype": "text", "variable": False, "order": 1, "description": "夜间请勿靠近。"},
        {"code": "DEPTH", "datatype": "number", "order": 3, "description": "有多深（厘米）？"},
        {"code": "SEEN", "datatype": "datetime", "order": 4, "description": "什么时候看到的？"},
        {
            "code": "HIT",
            "datatype": "multivaluelist",
            "order": 5,
            "description": "影响了谁？",
            "values": [
                {"key": "car", "name": "汽车"},
                {"key": "bike", "name": "自行车"},
                {"key": "foot", "name": "行人"},
            ],
        },
    ]
}


class App:
    """A district app with a key; `at` is the house's clock."""

    def __init__(self, cast: Cast, monkeypatch: Any = None, *, per_minute: int = 10_000) -> None:
        self.cast, self.client, self.at, self.sent = cast, Client(), NOON, 0
        cast.town.lon, cast.town.lat = 116.8, 39.7
        cast.town.save()
        self.key = make_key(cast.town, title="区级平台", at=NOON, per_minute=per_minute)
        if monkeypatch is not None:
            monkeypatch.setattr(moment, "now", lambda: self.at)

    def post(self, form: str = "json", **fields: str) -> Any:
        self.sent += 1  # each from a device of its own, or it would be the same report sent again
        sent = {
            "device_id": f"device {self.sent}",
            "api_key": self.key,
            "service_code": "R01",
            "description": "村口路面有个坑。",
            **DAYANG,
        } | fields
        return self.client.post(
            f"{V2}/requests.{form}", {name: value for name, value in sent.items() if value is not None}
        )

    def new(self, **fields: str) -> str:
        """The service_request_id of a request that was taken in."""
        answer = self.post(**fields)
        assert answer.status_code == 201, answer.content.decode()
        return answer.json()[0]["service_request_id"]

    def get(self, path: str, **parameters: Any) -> Any:
        return self.client.get(f"{V2}/{path}", parameters)

    def ids(self, **parameters: Any) -> list[str]:
        answer = self.get("requests.json", **parameters)
        assert answer.status_code == 200, answer.content.decode()
        return [one["service_request_id"] for one in answer.json()]


def ask_questions(cast: Cast, code: str = "R01") -> None:
    Rule.objects.create(
        town=cast.town, kind="open311", key=code, valid_from="2023-01-01", value=QUESTIONS, source="测试用"
    )


def tree(answer: Any) -> ElementTree.Element:
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    assert answer.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    return ElementTree.fromstring(answer.content)


def said(answer: Any) -> str:
    """The descriptions of an error answer in the standard's shape; its codes are those of HTTP."""
    if answer["Content-Type"].startswith("application/json"):
        errors = [(one["code"], one["description"]) for one in answer.json()]
        assert all(set(one) == {"code", "description"} for one in answer.json())
    else:
        root = tree(answer)
        assert root.tag == "errors"
        errors = [(int(one.findtext("code")), one.findtext("description")) for one in root.findall("error")]
    assert errors and all(code == answer.status_code and text for code, text in errors)
    return "\n".join(text for _, text in errors)


# The public rules of the standard's JSON: what must be there, and what each field may be ("?" = or null).
SERVICE = {
    "service_code!": str,
    "service_name!": str,
    "description?": str,
    "metadata!": bool,
    "type!": {"realtime", "batch", "blackbox"},
    "keywords?": str,
    "group?": str,
}
VALUE = {"key!": str, "name!": str}
ATTRIBUTE = {
    "variable!": bool,
    "code!": str,
    "datatype!": {"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"},
    "required!": bool,
    "datatype_description?": str,
    "order?": int,
    "description?": str,
    "values": [VALUE],
}
DEFINITION = {"service_code!": str, "attributes!": [ATTRIBUTE]}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
REQUEST = {
    "service_request_id!": str,
    "status!": {"open", "closed"},
    "status_notes?": str,
    "service_name?": str,
    "service_code!": str,
    "description?": re.compile(r"(?s).{0,4000}"),
    "agency_responsible?": str,
    "service_notice?": str,
    "requested_datetime!": MOMENT,
    "updated_datetime?": MOMENT,
    "expected_datetime?": MOMENT,
    "address?": str,
    "address_id?": str,
    "zipcode?": str,
    "lat?": float,
    "long?": float,
    "media_url?": re.compile(r"https?://\S+"),
}


def breaches(value: Any, rule: Any, where: str = "answer") -> list[str]:
    """Where the value does not keep the rule; a field that the rule does not name is a breach too."""
    if isinstance(rule, list):
        if not isinstance(value, list):
            return [f"{where} is no list"]
        return [told for place, one in enumerate(value) for told in breaches(one, rule[0], f"{where}[{place}]")]
    if isinstance(rule, dict):
        if not isinstance(value, dict):
            return [f"{where} is no object"]
        names = {name.rstrip("!?"): (name, one) for name, one in rule.items()}
        found = [
            f"{where} lacks {name}" for name, (told, _) in names.items() if told.endswith("!") and name not in value
        ]
        for name, part in value.items():
            if name not in names:
                found.append(f"{where}.{name} is not of the standard")
            elif not (part is None and names[name][0].endswith("?")):
                found += breaches(part, names[name][1], f"{where}.{name}")
        return found
    if isinstance(rule, set):
        return [] if value in rule else [f"{where} is {value!r}"]
    if isinstance(rule, re.Pattern):
        return [] if isinstance(value, str) and rule.fullmatch(value) else [f"{where} is {value!r}"]
    fits = isinstance(value, rule) and not (rule is not bool and isinstance(value, bool))
    return [] if fits else [f"{where} is {value!r}"]
