"""GeoReport v2: each address reads its parameters, makes one call, and words the answer."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from xiangyue.counter.guard import moment_of, open_to_all
from xiangyue.doors.open311 import actions, queries, worded
from xiangyue.doors.open311.asked import fields_of, read
from xiangyue.doors.open311.faults import Fault
from xiangyue.doors.open311.models import Report
from xiangyue.doors.open311.rules import clean, read_moment
from xiangyue.doors.open311.wire import FORMATS, Answer, answering, written
from xiangyue.kernel.models import Place
from xiangyue.kernel.queries import open_towns
from xiangyue.kernel.sealing import opened_for
from xiangyue.kernel.timekeeping import ZONE, local_day

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
SPAN = timedelta(days=90)  # the standard's, as is the number of requests in one answer
MOST = 1000
_LAST_PAGE = 10_000

_READ = "the standard has its readings open to everybody; what they tell is masked"


@open_to_all(_READ)
@answering("GET", "HEAD")
def discovery(request: HttpRequest) -> Answer:
    """What is served here, in which formats, and who gives out keys."""
    towns = list(open_towns())
    centre = queries.centre_of(towns) or "市民诉求处置中心"
    changed = worded.w3c(datetime.combine(queries.changed_on(towns, local_day(moment_of(request))), time(0), ZONE))
    address = request.build_absolute_uri(reverse("open311:discovery", args=["json"])).removesuffix("discovery.json")
    endpoint = {
        "specification": SPECIFICATION,
        "url": f"{address}v2",
        "changeset": changed,
        "type": "test" if all(town.is_synthetic for town in towns) else "production",
        "formats": [kind.partition(";")[0] for kind in FORMATS.values()],
    }
    return Answer(
        "discovery",
        {
            "changeset": changed,
            "contact": f"{centre}，或拨打 12345",
            "key_service": f"接口密钥（api_key）由{centre}发放，请说明用途和每分钟提交的件数",
            "endpoints": [endpoint],
        },
    )


@open_to_all(_READ)
@answering("GET", "HEAD")
def services(request: HttpRequest) -> Answer:
    """The town's categories of today."""
    town, day = _town(request), local_day(moment_of(request))
    asking = queries.codes_with_questions(town, day)
    return Answer("services", [worded.told_service(one, one.code in asking) for one in queries.services(town, day)])


@open_to_all(_READ)
@answering("GET", "HEAD")
def service(request: HttpRequest, code: str) -> Answer:
    """The questions of one service."""
    town, day = _town(request), local_day(moment_of(request))
    category = queries.service(town, clean(code), day)
    return Answer("service_definition", worded.told_definition(category, queries.questions(town, category.code, day)))


@open_to_all("readings are open by the standard; handing in is guarded by the api_key of the town")
@answering("GET", "HEAD", "POST")
def requests(request: HttpRequest) -> Answer:
    """The list of requests; a POST is a new one."""
    return _handed_in(request) if request.method == "POST" else _listed(request)


def _handed_in(request: HttpRequest) -> Answer:
    fields, at = fields_of(request), moment_of(request)
    town = queries.jurisdiction(fields.get("jurisdiction_id"))
    key = queries.key_of(town, fields.get("api_key"), at) if fields.get("api_key") else None
    if key is None:
        raise Fault(403, "api_key 没有给出、不对、已停用，或者不是这个镇的，不能提交。")
    if not actions.may_go_on(key, at):
        raise Fault(429, f"提交得太快了，这个 api_key 每分钟最多 {key.per_minute} 件，请一分钟后再试。")
    report, is_new = actions.report(town, read(town, fields, local_day(at)), key=key, at=at)
    account = opened_for(report.matter, report.account_sealed) or None
    told: dict[str, Any] = {"token": report.token} if report.token else {"service_request_id": report.matter.number}
    notice = "已收到。市民诉求处置中心会派给责任单位办理，进展和答复可在本接口查询。"
    return Answer(
        "service_requests", [told | {"service_notice": notice, "account_id": account}], 201 if is_new else 200
    )


def _listed(request: HttpRequest) -> Answer:
    town = _town(request)
    numbers = _several(request, "service_request_id")
    if len(numbers) > MOST:
        raise Fault(400, f"service_request_id 一次最多 {MOST} 个，现在有 {len(numbers)} 个，请分几次查询。")
    if numbers:
        reports = queries.by_number(town, numbers)
    else:
        statuses = [one.lower() for one in _several(request, "status")]
        if not set(statuses) <= {"open", "closed"}:
            raise Fault(400, "status 只能是 open 或 closed，可以用逗号分开写几个。")
        changed = _changed(request)
        is_by_change = changed is not None and not any(request.GET.get(name) for name in ("start_date", "end_date"))
        since, until = (None, None) if is_by_change else _span(request)
        first, size = _page(request)
        reports = queries.requested(
            town,
            since=since,
            until=until,
            changed=changed,
            told=worded.TOLD,
            codes=_several(request, "service_code"),
            first=first,
            size=size,
            is_closed=None if len(set(statuses)) != 1 else statuses[0] == "closed",
        )
    return _told(request, reports)


@open_to_all(_READ)
@answering("GET", "HEAD")
def one_request(request: HttpRequest, number: str) -> Answer:
    reports = queries.by_number(_town(request), [clean(number)])
    if not reports:
        raise Fault(404, "没有这个 service_request_id。")
    return _told(request, reports)


def _told(request: HttpRequest, reports: list[Report]) -> Answer:
    extended = request.GET.get("extensions", "").lower() in ("true", "1")
    events = queries.events_of(reports, worded.TOLD)
    rows = [worded.told_request(one, events.get(one.matter_id, []), extended=extended) for one in reports]
    return Answer("service_requests", rows)


@open_to_all("whoever holds the token was given it with the request")
@answering("GET", "HEAD")
def token(request: HttpRequest, token: str) -> Answer:
    """Which request a token stands for."""
    report = queries.by_token(_town(request), clean(token))
    return Answer("service_requests", [{"service_request_id": report.matter.number, "token": report.token}])


@open_to_all(_READ)
@answering("GET", "HEAD")
def updates(request: HttpRequest) -> Answer:
    """What happened to the requests: the extension of FixMyStreet under its own name."""
    town, (since, until), (first, size) = _town(request), _span(request), _page(request)
    found = queries.updates(
        town,
        worded.TOLD,
        since=since,
        until=until,
        first=first,
        size=size,
        numbers=_several(request, "service_request_id"),
    )
    return Answer("service_request_updates", [worded.told_update(report, event) for report, event in found])


@open_to_all("says only that there is nothing here")
def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    sentence = "没有这个地址。可用的有 services、requests、tokens 和 servicerequestupdates，末尾写 .json 或 .xml。"
    form = "json" if rest.rstrip("/").endswith(".json") else "xml"
    return written(request, Answer("errors", [{"code": 404, "description": sentence}], 404), form)


nothing_here.csrf_exempt = nothing_here.cleans_what_it_reads = True  # type: ignore[attr-defined]


def _town(request: HttpRequest) -> Place:
    return queries.jurisdiction(clean(request.GET.get("jurisdiction_id", "")))


def _several(request: HttpRequest, name: str) -> list[str]:
    """The values of a parameter that may be declared several times and hold several, divided by commas."""
    parts = [part for value in request.GET.getlist(name) for part in value.split(",")]
    return list(dict.fromkeys(clean(part) for part in parts if clean(part)))


def _span(request: HttpRequest) -> tuple[datetime, datetime]:
    """The asked span of time; the last 90 days where nothing was asked, 90 days from or to the one end that was
    given.
    """
    now = moment_of(request)
    since, until = _moment(request, "start_date"), _moment(request, "end_date", ends=True)
    if until is None:
        until = now if since is None else since + SPAN
    if since is None:
        since = until - SPAN
    if until < since:
        raise Fault(400, "end_date 早于 start_date，请调换。")
    if until - since > SPAN + timedelta(days=1):
        raise Fault(400, "start_date 到 end_date 最多 90 天，请分几次查询。")
    return since, until


def _changed(request: HttpRequest) -> tuple[datetime, datetime] | None:
    """updated_after and updated_before of the draft 2.1; None where neither was asked."""
    after, before = _moment(request, "updated_after"), _moment(request, "updated_before", ends=True)
    if after is None and before is None:
        return None
    return after or datetime.min.replace(tzinfo=UTC), before or datetime.max.replace(tzinfo=UTC)


def _moment(request: HttpRequest, name: str, *, ends: bool = False) -> datetime | None:
    text = clean(request.GET.get(name, ""))
    if not text:
        return None
    try:
        return read_moment(text, ZONE, ends=ends).astimezone(UTC)
    except ValueError as error:
        raise Fault(400, f"{name} 要写成带时区的日期时间，例如 2024-11-05T08:00:00+08:00 或 2024-11-05。") from error


def _page(request: HttpRequest) -> tuple[int, int]:
    """(rows before the page, rows of the page); never more than the standard's 1,000 at once."""
    asked = {}
    for name, usual, most in (("page", 1, _LAST_PAGE), ("page_size", MOST, MOST)):
        text = clean(request.GET.get(name, "")) or str(usual)
        if not (text.isascii() and text.isdigit() and int(text[:9]) >= 1):
            raise Fault(400, f"{name} 要是正整数。")
        asked[name] = min(int(text[:9]), most)
    return (asked["page"] - 1) * asked["page_size"], asked["page_size"]
