"""The table's pages: from the matter's page to the board, on the posts that a clerk and a villager send."""

from __future__ import annotations

import pytest
from council_people import EVENING, NEW_YEAR, again, called, raised, react, settled, with_law
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from xiangyue.counter.throttle import BASE_BITS
from xiangyue.desks.council import actions as council
from xiangyue.desks.council.models import Comment, Support, Topic
from xiangyue.house import moment
from xiangyue.lib.effort import work

TOWN = "110112117000"


@pytest.fixture
def clock(cast, monkeypatch, own_media):
    with_law(cast)
    at = {"now": NEW_YEAR}
    monkeypatch.setattr(moment, "now", lambda: at["now"])
    return at


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, answer.content[:500]
    return answer.content.decode()


def post(client, path, **fields):
    answer = client.post(path, fields, headers={"accept": "application/json"})
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.json()


def test_from_the_matters_page_over_the_table_to_the_villagers_page(cast, sent, clock):
    matter, clerk = sent(at=NEW_YEAR), cast.client("dispatcher")
    assert "提交村民议事会" in page(clerk, f"/matters/{matter.number}")
    clerk.post(f"/matters/{matter.number}/carry", {"to": "council"})
    topic = Topic.objects.select_related("matter").get()
    number, village = topic.matter.number, cast.client("village")
    assert matter.number in page(village, f"/council/topics/{number}") and number in page(village, "/council/")
    post(village, f"/council/topics/{number}/show", title="村南路存水", text="怎么修，大家说。")
    to = post(
        village,
        "/council/meetings/new",
        village="dayang",
        body="consultation",
        hall="议事厅",
        begins_at="2026-01-23T19:00",
        topics=[topic.pk],
    )["to"]
    react(NEW_YEAR)
    public = Client()
    assert "1月23日" in page(public, f"/council/{TOWN}/topics/{number}")
    clock["now"] = EVENING
    village = cast.client("village")
    post(village, f"{to}/attendance", members="30", present="21")
    post(village, f"{to}/minutes", text="先听住户说。", base="0")
    item = topic.items.get()
    post(village, f"/council/items/{item.pk}/decision", points="垫高路基，月底前完工。", route="now")
    assert "先听住户说" in page(village, f"{to}/paper")
    scan = SimpleUploadedFile("签字页.pdf", b"%PDF-1.4 signed", "application/pdf")
    post(village, f"{to}/sign", scan=scan, version="1")
    react(EVENING)
    assert "垫高路基" in page(cast.client("dispatcher"), f"/matters/{matter.number}")
    post(village, f"/council/topics/{number}/carry-out", words="路基垫高了。")
    post(village, f"/council/topics/{number}/notices", subject="result", title="村南路修好了", text="路基垫高了。")
    shown = page(public, f"/council/{TOWN}/topics/{number}")
    assert "垫高路基，月底前完工" in shown and "路基垫高了" in shown
    assert "村南路修好了" in page(public, f"/council/{TOWN}/notices")
    assert "村南路修好了" in page(public, f"/council/{TOWN}/wall/dayang")
    assert "林小草" not in shown and matter.number not in shown


def test_a_villager_asks_supports_and_says_something(cast, clock):
    public = Client()
    told = {"place": "dayang", "words": "广场的灯晚上九点就关，能不能晚点。", "phone": "19900001234"}
    form = told | {"request_id": "council-0001", "nonce": work(TOWN, "council-0001", BASE_BITS)}
    answer = public.post(f"/council/{TOWN}/ask", form, headers={"accept": "application/json"})
    assert answer.status_code == 201, answer.content.decode()
    assert "广场的灯" in page(public, answer.json()["url"])
    again_sent = public.post(f"/council/{TOWN}/ask", form, headers={"accept": "application/json"})
    assert again_sent.json()["number"] == answer.json()["number"] and Topic.objects.count() == 1
    topic = again(Topic.objects.get())
    here = f"/council/{TOWN}/topics/{topic.matter.number}"
    assert public.get(here).status_code == 404  # nobody has put it into words for everybody yet
    council.show(topic, title="广场灯几点关", text="大家说。", seat=cast.seats["village"], at=NEW_YEAR)
    post(public, f"{here}/support", phone="199 0000 5678")
    twice = public.post(f"{here}/support", {"phone": "19900005678"}, headers={"accept": "application/json"})
    assert twice.status_code != 200 and "一个电话附议一次" in twice.json()["says"] and Support.objects.count() == 1
    post(public, f"{here}/comment", words="十点关就行。", request_id="comment-0001")
    post(public, f"{here}/comment", words="十点关就行。", request_id="comment-0001")
    assert "十点关就行" not in page(public, here)
    comment = Comment.objects.get()
    assert "十点关就行" in page(cast.client("village"), "/council/")
    post(cast.client("village"), f"/council/comments/{comment.pk}/moderate", shown="yes", why="")
    assert "十点关就行" in page(public, here)


def test_what_is_not_shown_with_a_reason_stays_hidden(cast, clock):
    topic = raised(cast)
    council.show(topic, title="题目", text="说明", seat=cast.seats["village"], at=NEW_YEAR)
    comment = council.comment(again(topic), words="老高家最不讲理。", request_id="c-00000001", at=NEW_YEAR)
    refused = cast.client("village").post(
        f"/council/comments/{comment.pk}/moderate", {"shown": "no", "why": ""}, headers={"accept": "application/json"}
    )
    assert "请写明原因" in refused.json()["says"]
    post(cast.client("village"), f"/council/comments/{comment.pk}/moderate", shown="no", why="点了别人的名")
    assert "老高家" not in page(Client(), f"/council/{TOWN}/topics/{topic.matter.number}")


def test_nobody_who_raised_it_is_named_where_everybody_reads(cast, sent, clock):
    matter = sent(at=NEW_YEAR, title="林小草家门口存水", words="林小草，19900001234，家门口存水。")
    topic, _, _ = settled(cast, matter)
    seat = cast.seats["village"]
    council.show(topic, title="路口存水", text="有村民反映存水。", seat=seat, at=EVENING)
    council.publish_topic(topic, subject="decision", title="路口存水", text="垫高路基。", seat=seat, at=EVENING)
    react(EVENING)
    number = topic.matter.number
    places = (
        f"/council/{TOWN}/topics",
        f"/council/{TOWN}/topics/{number}",
        f"/council/{TOWN}/notices",
        f"/council/{TOWN}/wall/dayang",
        f"/api/mailbox/{TOWN}/council-notices",
    )
    for path in places:
        text = page(Client(), path)
        assert "林小草" not in text and "19900001234" not in text and matter.number not in text, path


def test_a_page_costs_the_same_for_one_topic_and_for_twenty(cast, sent, clock, django_assert_max_num_queries):
    client = cast.client("dispatcher")
    topic, meeting, _ = settled(cast, sent(at=NEW_YEAR))
    number = topic.matter.number
    paths = ("/council/", "/council/meetings", f"/council/topics/{number}", f"/council/meetings/{meeting.pk}")
    counts = []
    for path in paths:
        client.get(path)
        with django_assert_max_num_queries(60) as few:
            client.get(path)
        counts.append(len(few))
    for n in range(20):
        council.add_matters(again(topic), matters=[cast.say(at=NEW_YEAR)], seat=cast.seats["village"], at=EVENING)
        called(cast, raised(cast, title=f"第{n}题"))
    for path, few in zip(paths, counts, strict=True):
        with django_assert_max_num_queries(few + 1):
            client.get(path)


def test_a_handler_finishes_its_own_task_and_sees_no_table(cast, sent, clock):
    clock["now"] = EVENING
    topic, _, _ = settled(cast, sent(at=NEW_YEAR))
    task = council.give_task(
        topic, what="垫路", unit=cast.units["roads"], due_on=EVENING.date(), seat=cast.seats["village"], at=EVENING
    )
    roads, water = cast.client("roads"), cast.client("water")
    assert roads.get("/council/").status_code == 403
    assert "垫路" in page(roads, "/council/tasks?tab=open") and "垫路" not in page(water, "/council/tasks?tab=open")
    assert water.post(f"/council/tasks/{task.pk}/finish", {"how": "垫好了"}).status_code == 404
    post(roads, f"/council/tasks/{task.pk}/finish", how="垫好了")
    task.refresh_from_db()
    assert (task.how, task.done_at) == ("垫好了", EVENING)


@pytest.mark.parametrize("path", ["topics/new", "meetings/new", "roll/new", "board/new"])
def test_a_post_is_never_taken_for_a_page_of_that_name(cast, clock, path):
    assert cast.client("admin").post(f"/council/{path}").status_code == 403
