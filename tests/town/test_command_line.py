"""The command line: every command has a sentence and an example that is read; what is wrong is said in Chinese."""

from __future__ import annotations

import argparse
from datetime import timedelta

import pytest
from cast import NOON

from xiangyue.doors.api.models import Token
from xiangyue.doors.open311.models import ApiKey
from xiangyue.house import moment
from xiangyue.house.cli import EXAMPLES, main, parser
from xiangyue.house.commands import _COMMANDS
from xiangyue.house.commands.open311 import key
from xiangyue.house.commands.serve import token
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Seat


@pytest.mark.parametrize("name", _COMMANDS)
def test_every_command_has_a_sentence_and_an_example_that_the_command_line_takes(name, capsys):
    words = EXAMPLES[name].split()
    assert words[:2] == ["xiangyue", name]
    assert parser().parse_args(words[1:]).command == name
    with pytest.raises(SystemExit):
        parser().parse_args([name, "--help"])
    told = "".join(capsys.readouterr().out.split())
    assert "".join(EXAMPLES[name].split()) in told and " / ".replace(" ", "") in told


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (["vrify"], "没有 vrify 这个命令。是不是：verify？"),
        (["qqqqq"], "没有 qqqqq 这个命令。全部命令见：xiangyue --help"),
        (["score"], "还要写：--town, --period"),
        (["town", "chek", "yongledian"], "deed 不能是“chek”，可以是："),
        (["serve", "--port", "abc"], "--port 要写整数，“abc”不是"),
        (["verify", "--twon", "x"], "不认识：--twon x"),
        (["verify", "--town"], "--town 后面要写一个值"),
    ],
)
def test_a_call_that_is_wrong_is_answered_in_chinese(call, says, capsys):
    with pytest.raises(SystemExit) as ended:
        main(call)
    assert ended.value.code == 2 and says in capsys.readouterr().err


def asked(**more):
    return argparse.Namespace(**{"town": "永乐店镇", "title": "区级平台", "deeds": "", "days": 30} | more)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOON)


def test_a_token_is_made_for_the_seat_of_a_name(cast, capsys):
    seat = cast.seats["dispatcher"]
    assert token(asked(seat=seat.user.username)) == 0
    assert Token.objects.get().seat == seat and capsys.readouterr().out.strip()
    with pytest.raises(Refused, match="没有登录名“nobody”的在任岗位"):
        token(asked(seat="nobody"))


def test_who_holds_two_seats_says_which(cast):
    first = cast.seats["roads"]
    second = Seat.objects.create(
        town=cast.town,
        unit=cast.units["water"],
        user=first.user,
        role="handler",
        holder=first.holder,
        since=first.since,
    )
    login = first.user.username
    with pytest.raises(Refused, match=f"{login}/城乡建设办公室、{login}/水务所"):
        token(asked(seat=login))
    token(asked(seat=f"{login}/水务所"))
    assert Token.objects.get().seat == second
    with pytest.raises(Refused, match="请写成其中一个"):
        token(asked(seat=f"{login}/供热公司"))


def test_an_open311_key_is_ended_by_its_title(cast, capsys):
    make = asked(deed="make", per_minute=60)
    key(make)
    key(asked(deed="make", title="市民 App", per_minute=60))
    capsys.readouterr()
    key(asked(deed="end"))
    told = capsys.readouterr().out
    assert "区级平台  每分钟 60 件  已于" in told and "市民 App  每分钟 60 件  有效" in told
    assert ApiKey.objects.get(title="市民 App").until > NOON + timedelta(days=1)
    with pytest.raises(Refused, match="没有叫“区级平台”的有效接口密钥"):
        key(asked(deed="end"))
