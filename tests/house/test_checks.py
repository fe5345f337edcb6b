"""核验 on the auditor's page: asked for, done by the worker, kept with what was found; the files for others to look."""

from __future__ import annotations

import json

import pytest
from cast import NOON, later
from django.urls import reverse

from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.house import moment
from xiangyue.house.checks import actions
from xiangyue.house.models import Check
from xiangyue.kernel.actions import seal_day
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Event

PAGE = "/house/checks/"


@pytest.fixture
def sent(cast):
    """A matter that was dispatched."""

    def made(**more):
        matter = cast.say(**more)
        chosen = {"category": cast.categories["R01"], "unit": cast.units["roads"], "place": None, "urgency": "general"}
        dispatch.send(matter, **chosen, seat=cast.seats["dispatcher"], at=NOON)
        return matter

    return made


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOON)


def test_the_auditor_asks_the_worker_looks_and_the_page_says_what_it_found(cast, sent):
    sent()
    client = cast.client("auditor")
    assert "还没有核验过" in client.get(PAGE).content.decode()
    assert "后台会从头核验一遍" in client.post(reverse("house:checks:ask"), follow=True).content.decode()
    page = client.get(PAGE).content.decode()
    assert "等待后台" in page and 'hx-trigger="every 3s"' in page and "现在核验" not in page.split("</section>")[0]
    assert actions.check_next(NOON) == 1 and actions.check_next(NOON) == 0
    check = Check.objects.get()
    assert check.is_whole and check.total == Event.objects.count() == check.read and check.done_at == NOON
    page = client.get(PAGE).content.decode()
    assert "完好" in page and cast.seats["auditor"].holder in page and "hx-trigger" not in page


def test_what_was_changed_behind_the_programs_back_is_told_with_its_number(cast, sent):
    matter = sent()
    Event.objects.filter(matter=matter, name="dispatched").update(particulars={"unit": "别的单位"})
    actions.ask(cast.town, seat=cast.seats["auditor"], at=NOON)
    actions.check_next(NOON)
    check = Check.objects.get()
    assert check.n_faults >= 1 and not check.is_whole
    page = cast.client("auditor").get(PAGE).content.decode()
    assert f"发现 {check.n_faults} 处问题" in page and matter.number in page
    sheet = b"".join(cast.client("auditor").get(PAGE, {"as": "csv"})).decode("utf-8-sig")
    assert matter.number in sheet


def test_one_at_a_time_and_one_that_died_is_taken_up_again(cast):
    auditor = cast.seats["auditor"]
    check = actions.ask(cast.town, seat=auditor, at=NOON)
    with pytest.raises(Refused, match="已经有一次核验"):
        actions.ask(cast.town, seat=auditor, at=NOON)
    Check.objects.filter(pk=check.pk).update(begun_at=NOON)
    assert actions.check_next(later(NOON, minutes=10)) == 0
    assert actions.check_next(later(NOON, minutes=31)) == 1


def test_a_check_that_cannot_be_done_is_not_told_as_whole(cast, monkeypatch):
    def away(town, progress):
        raise OSError("磁盘不在")

    monkeypatch.setattr(actions.queries, "verify", away)
    actions.ask(cast.town, seat=cast.seats["auditor"], at=NOON)
    actions.check_next(NOON)
    check = Check.objects.get()
    assert "磁盘不在" in check.error and not check.is_whole
    page = cast.client("auditor").get(PAGE).content.decode()
    assert "没有做完" in page and "磁盘不在" in page


def test_the_file_with_which_others_can_look(cast, sent):
    matter = sent(words="请打19900001234")
    seal_day(cast.town, NOON.date(), at=later(NOON, days=1))
    client = cast.client("auditor")
    answer = client.get(reverse("house:checks:seals"))
    told = b"".join(answer).decode()
    assert "attachment" in answer["Content-Disposition"] and matter.number not in told
    assert {json.loads(line)["kind"] for line in told.splitlines()} >= {"town", "key", "seal"}


@pytest.mark.parametrize("who", ["dispatcher", "roads", "secretary", "admin", "privacy"])
def test_only_the_auditor_comes_in(cast, who):
    client = cast.client(who)
    for address in (PAGE, f"{PAGE}seals"):
        assert client.get(address).status_code == 403
    with pytest.raises(NotAllowed):
        actions.ask(cast.town, seat=cast.seats[who], at=NOON)
