"""登录地址: a role comes in from the networks that the security administrator named, and from nowhere else."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from cast import NOON, make_town
from django.test import Client

from xiangyue.doors.api.models import Token
from xiangyue.house import moment
from xiangyue.house.cli import parser
from xiangyue.house.commands import run
from xiangyue.house.models import RoleNetworks, Trace
from xiangyue.house.people import addresses
from xiangyue.kernel.actions.house import house_of
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Seat

PASSWORD = "Shui-wu-suo-2024"
OFFICE, HOME = "10.1.2.3", "203.0.113.9"
JSON = {"accept": "application/json"}


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOON)


def allow(cast, networks="10.1.0.0/16", role="handler", address=OFFICE, who="security"):
    told = {"role": role, "networks": networks, "reason": "只在政务外网办公", "address": address}
    return addresses.set_networks(cast.town, **told, seat=cast.seats[who], at=NOON)


def test_who_comes_from_elsewhere_is_refused_with_a_sentence_and_it_is_logged(cast):
    allow(cast)
    client = cast.client("roads")
    assert client.get("/matters/mine", REMOTE_ADDR=OFFICE).status_code == 200
    answer = client.get("/matters/mine", REMOTE_ADDR=HOME)
    assert answer.status_code == 403 and "不能从这个网络地址登录" in answer.content.decode()
    line = Trace.objects.order_by("-pk").first()
    assert (line.kind, line.address, line.seat) == ("refused", HOME, cast.seats["roads"])
    assert cast.client("dispatcher").get("/dispatch/", REMOTE_ADDR=HOME).status_code == 200


def test_at_the_log_in_too(cast):
    user = cast.seats["water"].user
    user.set_password(PASSWORD)
    user.save()
    allow(cast)
    right = {"username": "water", "password": PASSWORD}
    client = Client(REMOTE_ADDR=HOME)
    answer = client.post("/login", right)
    assert answer.status_code == 403 and "不能从这个网络地址登录" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    line = Trace.objects.get()
    assert (line.kind, line.user, line.address) == ("refused", user, HOME)
    assert Client(REMOTE_ADDR=OFFICE).post("/login", right).status_code == 302


def test_behind_our_proxy_the_visitor_counts_and_not_what_he_says_of_himself(cast, settings):
    settings.XIANGYUE_PROXIES = 1
    allow(cast)
    client = cast.client("roads")
    assert client.get("/matters/mine", headers={"x-forwarded-for": f"{HOME}, {OFFICE}"}).status_code == 200
    assert client.get("/matters/mine", headers={"x-forwarded-for": f"{OFFICE}, {HOME}"}).status_code == 403


def test_who_has_another_seat_that_may_come_changes_to_it_and_everybody_may_leave(cast):
    user = cast.seats["roads"].user
    unit = cast.units["centre"]
    other = Seat.objects.create(
        town=cast.town, unit=unit, user=user, role="dispatcher", holder="李建设", since=cast.seats["roads"].since
    )
    allow(cast)
    client = cast.client("roads")
    assert client.get("/dispatch/", REMOTE_ADDR=HOME).status_code == 403
    assert client.post("/house/seat", {"seat": other.pk}, REMOTE_ADDR=HOME).status_code == 302
    assert client.get("/dispatch/", REMOTE_ADDR=HOME).status_code == 200
    assert cast.client("water").post("/house/logout", REMOTE_ADDR=HOME).status_code == 302


def test_a_token_of_the_role_too(cast):
    allow(cast, role="dispatcher")
    digest = hashlib.sha256(b"ours").hexdigest()
    seat = cast.seats["dispatcher"]
    Token.objects.create(seat=seat, digest=digest, title="区级平台", made_at=NOON, until=NOON + timedelta(days=1))
    bearer = {"authorization": "Bearer ours"}
    assert Client().get("/api/events?after=0", headers=bearer, REMOTE_ADDR=OFFICE).status_code == 200
    refused = Client().get("/api/events?after=0", headers=bearer, REMOTE_ADDR=HOME)
    assert refused.status_code == 403 and "网络地址" in refused.json()["says"]
    assert Trace.objects.order_by("-pk").first().kind == "refused"


@pytest.mark.parametrize(
    ("networks", "address", "may"),
    [
        ("2001:db8::/32", "2001:db8:1::5", True),
        ("2001:db8::/32", "2001:db9::5", False),
        ("192.168.1.8", "192.168.1.8", True),
        ("192.168.1.8", "192.168.1.9", False),
        ("10.1.0.0/16", "::ffff:10.1.2.3", True),
        ("10.1.0.0/16\n172.16.0.0/12，2001:db8::/32", "172.20.1.1", True),
        ("10.1.0.0/16", "0.0.0.0", False),
        ("", HOME, True),
    ],
)
def test_networks_of_both_families_and_single_addresses(cast, networks, address, may):
    allow(cast, networks)
    assert addresses.may_come(cast.seats["roads"], address) is may


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("10.1.0.0/99", "不是网段"),
        ("办公室", "不是网段"),
        ("10.1.2.3/16", "请写成 10.1.0.0/16"),
        (" ".join(f"10.0.0.{n}" for n in range(51)), "最多写 50 个"),
    ],
)
def test_what_is_no_network_gets_a_sentence_and_nothing_is_changed(cast, wrong, says):
    with pytest.raises(Refused, match=says):
        allow(cast, wrong)
    assert not RoleNetworks.objects.exists()


def test_nobody_shuts_out_the_address_at_which_he_sits(cast):
    with pytest.raises(Refused, match="您自己也进不来"):
        allow(cast, "10.1.0.0/16", role="security", address=HOME)
    allow(cast, "10.1.0.0/16", role="security", address=OFFICE)
    assert addresses.networks_of(cast.town, "security") == ["10.1.0.0/16"]


@pytest.mark.parametrize("who", ["admin", "auditor", "dispatcher", "secretary"])
def test_only_the_security_administrator_says_so(cast, who):
    with pytest.raises(NotAllowed):
        allow(cast, who=who)
    client = cast.client(who)
    assert client.get("/house/people/addresses").status_code == 403
    told = {"role": "handler", "networks": "10.0.0.0/8", "reason": "试试"}
    assert client.post("/house/people/addresses/networks", told).status_code == 403


def test_each_change_is_an_event_that_tells_before_and_after(cast):
    client = cast.client("security")
    post = {"role": "handler", "networks": "10.1.0.0/16 10.2.0.0/16", "reason": "政务外网"}
    assert client.post("/house/people/addresses/networks", post, headers=JSON).status_code == 200
    page = client.get("/house/people/addresses").content.decode()
    assert "10.1.0.0/16" in page and "承办人的登录地址由不限改为10.1.0.0/16、10.2.0.0/16：政务外网" in page
    client.post("/house/people/addresses/networks", post | {"networks": "", "reason": "搬家"})
    assert not RoleNetworks.objects.exists()
    events = house_of(cast.town, at=NOON).events.filter(name="networks_set").order_by("seq")
    assert [(one.particulars["before"], one.particulars["networks"]) for one in events] == [
        ("不限", "10.1.0.0/16、10.2.0.0/16"),
        ("10.1.0.0/16、10.2.0.0/16", "不限"),
    ]
    assert "理由" in client.post("/house/people/addresses/networks", post | {"reason": ""}, headers=JSON).json()["says"]
    assert client.post("/house/people/addresses/networks", post | {"role": "王"}, headers=JSON).status_code == 422


def test_it_is_this_towns_alone(cast):
    other = make_town("110112999000", "邻镇")
    allow(cast)
    assert addresses.may_come(other.seats["roads"], HOME)
    told = {"role": "handler", "networks": "10.0.0.0/8", "reason": "试试", "address": OFFICE}
    with pytest.raises(NotAllowed):
        addresses.set_networks(other.town, **told, seat=cast.seats["security"], at=NOON)


def test_where_nobody_gets_in_any_more_the_server_opens_a_role_with_an_event(cast, capsys):
    allow(cast, role="security")
    words = ["addresses", "--town", cast.town.name, "--lift", "security"]
    assert run(parser().parse_args(words)) == 1 and "理由" in capsys.readouterr().err
    assert run(parser().parse_args([*words, "--reason", "政务外网换了网段"])) == 0
    assert "其余岗位不限地址" in capsys.readouterr().out
    assert not RoleNetworks.objects.exists()
    event = house_of(cast.town, at=NOON).events.filter(name="networks_set").order_by("-seq").first()
    assert (event.actor, event.told["networks"], event.told["reason"]) == ("worker", "不限", "政务外网换了网段")
    assert cast.client("security").get("/house/people/addresses").status_code == 200
    assert run(parser().parse_args([*words, "--reason", "再来"])) == 1 and "本来就不限" in capsys.readouterr().err
    words[-1] = "nobody"
    assert run(parser().parse_args([*words, "--reason", "试试"])) == 1
