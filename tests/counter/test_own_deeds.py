"""What whoever raised something does on their page: add, rate, have it taken up again, withdraw; each once."""

from __future__ import annotations

import re

import pytest
from cast import NOON, later
from counter_help import HTML, JSON, answered, owner, react, said, sent

from xiangyue.counter.own.queries import own_matter
from xiangyue.counter.own.views import own_url
from xiangyue.desks.callback.models import Callback
from xiangyue.desks.handling import actions as handling
from xiangyue.house import moment
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.models import Matter, Rule
from xiangyue.kernel.reopening import reopen_until


@pytest.fixture
def clock(monkeypatch):
    at = {"now": later(NOON, hours=1)}
    monkeypatch.setattr(moment, "now", lambda: at["now"])
    return at


class Owner:
    """林小草 with her phone: she posts and reads what her page then shows."""

    def __init__(self, matter):
        self.matter, self.client, self.address = matter, owner(matter), own_url(matter)

    def page(self):
        answer = self.client.get(self.address)
        assert answer.status_code == 200
        return answer.content.decode()

    def does(self, what, **form):
        return self.client.post(f"{self.address}/{what}", form, headers=JSON)

    def again(self):
        self.matter.refresh_from_db()
        return self.matter

    def own(self, at=NOON):
        return own_matter(Matter.objects.get(pk=self.matter.pk), at=at, language="zh")


@pytest.fixture
def grass(cast, clock):
    return Owner(cast.say())


@pytest.fixture
def told(cast, clock):
    """Her matter was answered, and waits for her word."""
    clock["now"] = later(NOON, hours=2)
    return Owner(answered(cast, cast.say()))


def names(matter):
    return list(matter.events.order_by("seq").values_list("name", flat=True))


# Adding


def test_what_is_added_stands_in_her_words_and_for_the_unit(cast, grass):
    assert grass.does("words", words=" 门牌是三区十二号 ").json()["says"] == "补充的内容收到了。"
    assert "门牌是三区十二号" in grass.page()
    assert "门牌是三区十二号" in cast.client("dispatcher").get(f"/matters/{grass.matter.number}").content.decode()


def test_sent_twice_under_one_request_id_it_is_added_once_and_other_words_are_refused(grass):
    for _ in range(2):
        assert grass.does("words", words="十二号", request_id="add-00001").status_code == 200
    other = grass.does("words", words="十三号", request_id="add-00001")
    assert (other.status_code, other.json()["error"]) == (409, "other_content")
    assert grass.does("words", words="十三号", request_id="add-00002").status_code == 200
    assert [line.particulars["text"] for line in grass.own().lines if line.name == "requester_added"] == [
        "十二号",
        "十三号",
    ]


@pytest.mark.parametrize(("words", "says"), [("", "是空的"), (" \n ", "是空的"), ("水" * 2001, "太长了（2001 字）")])
def test_what_cannot_be_added_is_refused_on_the_page_too(grass, words, says):
    assert says in grass.does("words", words=words).json()["says"]
    answer = grass.client.post(f"{grass.address}/words", {"words": words}, headers=HTML)
    assert (answer.status_code, answer["Location"]) == (302, grass.address)
    assert says in said(answer)[0]
    assert names(grass.matter) == ["received"]


# Rating


def test_before_an_answer_it_is_neither_asked_nor_taken(cast, grass):
    sent(cast, grass.matter)
    assert "您说了算" not in grass.page()
    refused = grass.does("rating", solved="yes", satisfied="yes")
    assert refused.status_code == 422 and "还没有答复" in refused.json()["says"]


@pytest.mark.parametrize("form", [{}, {"solved": ""}, {"solved": "maybe"}, {"satisfied": "yes"}])
def test_solved_has_to_be_chosen(told, form):
    assert told.does("rating", **form).json()["says"] == "请先选：解决了，还是没有解决。"
    assert "requester_said" not in names(told.matter)


def test_a_satisfaction_that_is_none_is_refused(told):
    assert "请选择满意" in told.does("rating", solved="yes", satisfied="great").json()["says"]


def test_who_says_only_that_it_is_solved_has_said_nothing_of_being_satisfied(told):
    assert told.does("rating", solved="yes").status_code == 200
    event = told.matter.events.get(name="requester_said")
    assert event.told == {"solved": True}
    react(later(NOON, hours=3))
    counting = Callback.objects.get(matter=told.matter, counts=True)
    assert (counting.solved, counting.satisfied, counting.contacted) == (True, "", None)
    page = told.page()
    assert "您的评价" in page and re.search(r"<dt>解决</dt><dd>是</dd>", page)
    assert "<dt>满意</dt>" not in page and "不满意" not in page
    assert told.again().state == "closed"


def test_once_said_it_is_shown_and_not_asked_again(told):
    told.does("rating", solved="yes", satisfied="mostly", words="来得快")
    page = told.page()
    assert "您说了算" not in page and "基本满意" in page and "来得快" in page
    assert "已经评价过了" in told.does("rating", solved="no").json()["says"]
    assert names(told.matter).count("requester_said") == 1


def test_the_same_rating_twice_under_one_request_id_is_one(told):
    form = {"solved": "no", "satisfied": "fair", "words": "水还是黄的", "request_id": "rate-0001"}
    assert [told.does("rating", **form).status_code for _ in range(2)] == [200, 200]
    assert told.does("rating", **form | {"solved": "yes"}).status_code == 409
    assert names(told.matter).count("requester_said") == 1


def test_each_round_is_rated_once(cast, told):
    told.does("rating", solved="no")
    react(later(NOON, hours=3))
    answered(cast, told.again(), at=later(NOON, hours=4), text="又换了一段管子。")
    assert told.own().may["rate"] and told.does("rating", solved="yes").status_code == 200
    assert names(told.matter).count("requester_said") == 2


# Not solved: what happens now


def test_after_not_solved_it_says_who_goes_on_and_until_when_and_goes_on_saying_it(cast, told, clock):
    told.does("rating", solved="no", words="水还是黄的")
    page = told.page()
    assert "您说没有解决，已经转去重办" in page and "由水务所接着办" in page  # at once, before any worker ran
    react(later(NOON, hours=3))
    matter = told.again()
    assert matter.state == "reopened" and matter.due_at is not None
    due = told.own().again
    assert (due.unit, due.due_at) == ("水务所", matter.due_at)
    for hours in (3, 20, 100):  # reloaded, the next day, and when it is late
        clock["now"] = later(NOON, hours=hours)
        page = told.page()
        assert 'id="again-now"' in page and "现在由水务所接着办" in page and "前再答复您" in page
    handling.add_note(matter, text="已联系厂家", seat=cast.seats["water"], at=later(NOON, hours=4))
    assert "现在由水务所接着办" in told.page()


def test_it_says_so_until_the_next_answer(cast, told):
    told.does("rating", solved="no")
    react(later(NOON, hours=3))
    answered(cast, told.again(), at=later(NOON, hours=4), text="又换了一段管子。")
    assert told.own().again is None
    page = told.page()
    assert "又换了一段管子。" in page and 'id="again-now"' not in page and "您说了算" in page


def test_a_yes_takes_nothing_up_again(told):
    told.does("rating", solved="yes")
    assert told.own().again is None
    react(later(NOON, hours=3))
    assert told.own().again is None


# Reopening


@pytest.fixture
def closed(told):
    told.does("rating", solved="yes", satisfied="yes")
    react(later(NOON, hours=3))
    assert told.again().state == "closed"
    return told


def test_until_the_last_moment_of_the_days_allowed_it_is_offered_and_done(closed, clock):
    clock["now"] = until = reopen_until(closed.matter)
    assert "要求重办</button>" in closed.page()
    assert closed.does("reopening", reason="又停水了").json()["says"] == "重办的要求收到了，会有人接着办。"
    react(until)
    assert closed.again().state == "reopened"
    again = closed.own(until).again
    assert again is not None and again.due_at == closed.matter.due_at


def test_after_the_days_allowed_it_says_until_when_it_was_and_what_to_do(closed, clock):
    until = reopen_until(closed.matter)
    clock["now"] = later(until, seconds=1)
    page = closed.page()
    assert "要求重办</button>" not in page and "重办的期限到" in page and "请另说一件" in page
    refused = closed.does("reopening", reason="又停水了")
    assert refused.status_code == 422 and "过了期限" in refused.json()["says"]
    assert closed.again().state == "closed"


def test_the_days_are_those_of_the_rule_of_the_closing_day(cast, closed, clock):
    Rule.objects.filter(town=cast.town, kind="callback").update(value={"within_days": 3, "reopen_days": 2})
    clock["now"] = later(closed.matter.closed_at, days=2, seconds=1)
    assert closed.does("reopening", reason="又停水了").status_code == 422
    clock["now"] = later(closed.matter.closed_at, days=2)
    assert closed.does("reopening", reason="又停水了").status_code == 200


def test_a_reason_is_asked_for(closed):
    assert "哪里没有解决" in closed.does("reopening", reason=" ").json()["says"]


def test_what_is_still_open_is_not_taken_up_again(told):
    assert told.does("reopening", reason="快一点").status_code == 422
    assert "requester_asks_again" not in names(told.matter)


def test_asked_twice_before_the_worker_ran_it_is_taken_up_once(closed):
    answers = [closed.does("reopening", reason="又停水了").status_code for _ in range(2)]
    react(later(NOON, hours=5))
    assert answers[0] == 200 and closed.again().reopened_count == 1


# Withdrawing


def test_withdrawn_it_ends_without_a_call_and_cannot_be_taken_up_again(grass):
    assert grass.does("withdrawal", reason="已经来水了").json()["says"] == "已按您的意思撤回。"
    matter = grass.again()
    assert (matter.state, matter.callbacks.count()) == ("closed", 0)
    page = grass.page()
    assert "已经来水了" in page and "要求重办</button>" not in page and "不办了，撤回" not in page
    assert grass.does("reopening", reason="又停了").status_code == 422
    assert grass.does("words", words="又停了").status_code == 422


@pytest.mark.parametrize("kind", ["report", "answered", "twice"])
def test_what_cannot_be_withdrawn_is_not_offered_and_says_why(cast, clock, kind):
    matter = cast.say(request_type="report" if kind == "report" else "help")
    if kind == "answered":
        answered(cast, matter)
    if kind == "twice":
        kernel.withdraw(matter, reason="", at=NOON)
    person = Owner(matter)
    assert "不办了，撤回" not in person.page()
    before = names(matter)
    refused = person.does("withdrawal", reason="算了")
    assert refused.status_code == 422 and "不能撤回" in refused.json()["says"]
    assert names(matter) == before


def test_neighbours_who_follow_keep_it_going_and_she_is_told(cast, grass):
    neighbour = cast.say(phone="19900005678")
    kernel.merge(neighbour, parent=grass.matter, reason="同一件事", actor=kernel.REQUESTER, at=NOON)
    grass.again()
    assert grass.does("withdrawal", reason="我不等了").status_code == 200
    assert grass.again().state == "received"
    assert "还有邻居跟进同一件事，继续办理" in grass.page()
