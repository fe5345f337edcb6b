"""What whoever raised something sees of it, and what never: an allow-list, whatever the kind of matter."""

from __future__ import annotations

import pytest
from cast import NOON, later
from counter_help import JSON, answered, owner, photo, react, sent
from doors.enterprise_people import FIRM, with_stewards
from doors.enterprise_people import asked as firm_asks
from mailbox_people import brought_to

from xiangyue.counter.own.declared import PAGES, page_of
from xiangyue.counter.own.queries import own_matter
from xiangyue.counter.own.views import own_url
from xiangyue.desks.handling import actions as handling
from xiangyue.doors.enterprise import actions as enterprise
from xiangyue.house import moment
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import kinds, vocabulary
from xiangyue.kernel.actions import REQUESTER, Actor, attach, reveal, sniff
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Matter

pytest_plugins = ["mailbox_fixtures"]
SECRET = "只给内部看"


@pytest.fixture(autouse=True)
def at_noon(monkeypatch, own_media):
    monkeypatch.setattr(moment, "now", lambda: later(NOON, hours=6))


def page_for(matter):
    return owner(matter).get(own_url(matter)).content.decode()


def staff_names(cast):
    return [seat.holder for seat in cast.seats.values()]


def test_a_callers_matter_shows_the_units_and_none_of_their_people_or_notes(cast):
    matter = sent(cast, cast.say(phone="19900008765"), note=f"派单{SECRET}：此人常来")
    water = cast.seats["water"]
    handling.sign(matter, seat=water, at=later(NOON, minutes=5))
    handling.log_contact(matter, how="phone", reached=True, summary="约好下午上门", seat=water, at=NOON)
    handling.begin(matter, note=f"办理{SECRET}", seat=water, at=later(NOON, minutes=20))
    handling.add_note(matter, text=f"备注{SECRET}", seat=water, at=later(NOON, minutes=30))
    handling.whistle(
        matter,
        unit=cast.units["roads"],
        reason=f"吹哨{SECRET}",
        due_at=later(NOON, hours=30),
        seat=water,
        at=later(NOON, minutes=40),
    )
    page = page_for(matter)
    assert "水务所" in page and "约好下午上门" in page
    assert SECRET not in page
    assert [name for name in staff_names(cast) if name in page] == []
    assert "8765" not in page
    assert SECRET in matter.events.get(name="dispatched").told["note"]  # the office has it


def test_an_objection_and_its_refusal_are_the_offices_own(cast):
    matter = sent(cast, cast.say())
    case = handling.object_to(
        matter,
        reason=f"退单{SECRET}",
        basis=f"依据{SECRET}",
        unit=cast.units["roads"],
        seat=cast.seats["water"],
        at=NOON,
    )
    handling.decide(
        case, granted=False, decision=f"不同意{SECRET}", seat=cast.seats["reviewer"], at=later(NOON, hours=1)
    )
    assert SECRET not in page_for(matter)


def test_a_neighbour_who_was_merged_in_stays_a_number(cast):
    mine = cast.say(phone="19900008765")
    theirs = cast.say("隔壁也停水", "我家在四区九号，孩子发烧没水喝。", name="周大树", phone="19900005678")
    kernel.merge(theirs, parent=mine, reason=f"同一处{SECRET}", actor=Actor.of(cast.seats["dispatcher"]), at=NOON)
    kernel.add_words(theirs, text="我家门牌四区九号", at=NOON)
    for matter, strange in ((mine, ("周大树", "四区九号", "孩子发烧", "5678")), (theirs, ("老人做不了饭", "8765"))):
        page = page_for(Matter.objects.get(pk=matter.pk)).replace(matter.number, "")
        assert [word for word in strange if word in page] == []
        assert SECRET not in page


def test_what_became_of_the_parent_is_shown_to_whoever_was_merged_in(cast):
    mine, theirs = cast.say(), cast.say(phone="19900005678")
    kernel.merge(theirs, parent=mine, reason="同一处", actor=Actor.of(cast.seats["dispatcher"]), at=NOON)
    mine.refresh_from_db()
    answered(cast, mine)
    assert "已换水管，恢复供水。" in page_for(Matter.objects.get(pk=theirs.pk))


def test_a_letter_shows_neither_the_clerks_note_nor_what_the_secretary_wrote_to_the_unit(mailbox_town):
    letter = brought_to(mailbox_town, "answered")
    kernel.record(letter.matter, "noted", actor=Actor.of(mailbox_town.seats["clerk"]), at=NOON, text=f"备注{SECRET}")
    page = page_for(letter.matter)
    assert "已经清淤并加盖板。" in page
    for hidden in ("同村还有两户", "请建设办三天内到现场", "可以</", SECRET, *staff_names(mailbox_town)):
        assert hidden not in page


def test_a_firms_request_shows_its_first_contact_and_nobody_elses_name(cast):
    firms = with_stewards(cast)
    request = firm_asks(firms, who="steward")
    enterprise.assign(
        request, unit=firms.units["roads"], category=firms.categories["R01"], seat=firms.seats["steward"], at=NOON
    )
    matter = Matter.objects.get(pk=request.matter_id)
    handling.sign(matter, seat=firms.seats["roads"], at=NOON)
    handling.add_note(matter, text=f"备注{SECRET}", seat=firms.seats["roads"], at=NOON)
    page = page_for(matter)
    first = request.first_contact.holder
    assert first in page and SECRET not in page
    assert [name for name in staff_names(firms) if name in page and name != first] == []


def test_every_kind_that_has_an_owner_has_one_page_and_each_number_one(cast):
    pages = [kind.page.partition(":")[0] for kind in kinds.all_kinds() if kind.page]
    assert set(pages) == set(PAGES)
    numbers = [
        "P202411050000000001",
        "T241105000001",
        "20241105000001",
        *(f"{kind.prefix}1" for kind in kinds.all_kinds()),
    ]
    for number in numbers:
        assert len([page.room for page in PAGES.values() if page.is_for(number)]) == 1, number


def test_the_page_is_that_of_the_kind_and_a_wrong_rooms_address_leads_there(mailbox_town):
    letter = brought_to(mailbox_town, "screened").matter
    client = owner(letter)
    moved = client.get(f"/portal/{mailbox_town.town.code}/mine/{letter.number}")
    assert (moved.status_code, moved["Location"]) == (302, own_url(letter))
    assert page_of(letter).room == "mailbox"


WRONG_ROOMS = [
    # whose receipt it is, the room by whose addresses it is tried
    ("firm", "portal"),
    ("firm", "mailbox"),
    ("letter", "portal"),
    ("letter", "enterprise"),
    ("appeal", "mailbox"),
    ("appeal", "enterprise"),
]


@pytest.mark.parametrize(("whose", "room"), WRONG_ROOMS)
def test_the_deeds_of_another_rooms_page_do_nothing_to_it(mailbox_town, whose, room):
    """Each kind is rated, withdrawn and added to by its own deeds: a firm's withdrawal is looked at again, for one."""
    town = with_stewards(mailbox_town)
    matter = {
        "firm": lambda: firm_asks(town, is_sensitive=True).matter,
        "letter": lambda: brought_to(town, "screened").matter,
        "appeal": town.say,
    }[whose]()
    client, before = owner(matter), Matter.objects.get(pk=matter.pk).events.count()
    form = {"words": "北京禾光包装有限公司的事", "reason": "不办了", "solved": "yes", "satisfied": "yes"}
    form |= {"answer_satisfied": "yes", "solution_satisfied": "yes"}
    for post in PAGES[room].posts:
        address = f"/{room}/{town.town.code}/mine/{matter.number}/{post.address or post.name}"
        answer = client.post(address, form, headers=JSON)
        assert answer.status_code in (302, 403, 404, 409, 422), (post.name, answer.status_code)
    matter.refresh_from_db()
    assert (matter.state != "closed", matter.events.count()) == (True, before)


def test_words_added_through_another_rooms_page_do_not_uncover_a_sensitive_firm(cast):
    """What the firm adds on its own page is told without its name; no other address may tell it whole."""
    firms = with_stewards(cast)
    matter = firm_asks(firms, is_sensitive=True).matter
    client = owner(matter)
    for room in ("enterprise", "portal"):
        address = f"/{room}/{firms.town.code}/mine/{matter.number}/words"
        client.post(address, {"words": f"我们{FIRM}又被催了"}, headers=JSON)
    told = [event.told["text"] for event in matter.events.filter(name="requester_added")]
    assert told and [text for text in told if "禾光" in text] == []


def test_a_withdrawal_through_another_rooms_page_is_not_lost_to_the_monthly_look(cast):
    firms = with_stewards(cast)
    matter = firm_asks(firms).matter
    owner(matter).post(f"/portal/{firms.town.code}/mine/{matter.number}/withdrawal", {"reason": "算了"}, headers=JSON)
    names = set(matter.events.values_list("name", flat=True))
    assert "withdrawn" not in names or "firm_withdraws" in names


# Files


def test_of_the_files_only_their_own_and_those_marked_for_them(cast):
    matter, dispatcher = cast.say(), cast.seats["dispatcher"]
    actor = Actor.of(dispatcher)
    given = attach(matter, sniff("我拍的.jpg", photo(colour="blue").read()), actor=REQUESTER, at=NOON)
    shown = attach(matter, sniff("完工照.jpg", photo(colour="green").read()), actor=actor, at=NOON, for_requester=True)
    hidden = attach(matter, sniff("内部照.jpg", photo(colour="red").read()), actor=actor, at=NOON)
    client, address = owner(matter), own_url(matter)
    page = client.get(address).content.decode()
    for kept, status in ((given, 200), (shown, 200), (hidden, 404)):
        answer = client.get(f"{address}/photos/{kept.pk}")
        assert answer.status_code == status
        assert (f"/photos/{kept.pk}" in page) is (status == 200)
        if status == 200:
            assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")
            assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert "内部照" not in page


def test_a_file_of_another_matter_is_not_reached_through_ones_own(cast):
    mine, theirs = cast.say(), cast.say()
    kept = attach(theirs, sniff("他拍的.jpg", photo().read()), actor=REQUESTER, at=NOON)
    assert owner(mine).get(f"{own_url(mine)}/photos/{kept.pk}").status_code == 404
    assert owner(mine).get(f"{own_url(theirs)}/photos/{kept.pk}").status_code == 403


def test_a_note_with_files_of_the_office_adds_nothing_to_the_owners_page(cast):
    matter = sent(cast, cast.say())
    before = page_for(matter)
    cast.client("water").post(
        f"/matters/{matter.number}/notes", {"text": f"现场{SECRET}", "files": [photo(SECRET + ".jpg")]}
    )
    assert matter.attachments.count() == 1 and matter.events.filter(name="noted").count() == 1
    after = page_for(matter)
    assert SECRET not in after and after.count("timeline-item") == before.count("timeline-item")


# Who looked


def test_who_looked_at_the_phone_is_told_by_unit_time_and_reason(cast):
    matter = sent(cast, cast.say())
    assert "还没有人看过" in page_for(matter)
    reveal(matter, field="phone", reason="约上门时间", seat=cast.seats["water"], at=later(NOON, minutes=20))
    reveal(matter, field="name", reason="核对称呼", seat=cast.seats["dispatcher"], at=later(NOON, minutes=40))
    own = own_matter(matter, at=NOON, language="zh")
    assert [(line.actor, line.at) for line in own.looks] == [
        ("水务所", later(NOON, minutes=20)),
        ("市民诉求处置中心", later(NOON, minutes=40)),
    ]
    page = page_for(matter)
    assert "约上门时间" in page and "核对称呼" in page and "还没有人看过" not in page
    assert "王水务" not in page and "周调度" not in page
    assert [line.name for line in own.lines if line.name == "contact_revealed"] == []  # told once, in its own place


def test_a_look_without_a_reason_is_refused_and_not_told(cast):
    matter = sent(cast, cast.say())
    with pytest.raises(Refused, match="理由"):
        reveal(matter, field="phone", reason=" ", seat=cast.seats["water"], at=NOON)
    assert own_matter(matter, at=NOON, language="zh").looks == []


def test_no_line_of_theirs_carries_a_particular_that_is_not_allowed(mailbox_town):
    """Over whole stories of three kinds: what the sentence does not show is not handed to the template either."""
    firms = with_stewards(mailbox_town)
    matters = [answered(firms, firms.say()), brought_to(firms, "answered").matter, firm_asks(firms).matter]
    seen = set()
    for matter in matters:
        for line in own_matter(Matter.objects.get(pk=matter.pk), at=NOON, language="zh").lines:
            allowed = vocabulary.kinds()[line.name].public
            assert allowed is not None and set(line.particulars) <= set(allowed), line.name
            seen.add(line.name)
    assert {"received", "dispatched", "signed", "answered"} <= seen


def test_the_owners_page_costs_the_same_however_long_the_story_is(cast, django_assert_max_num_queries):
    matter = answered(cast, cast.say())
    for number in range(30):
        kernel.add_words(matter, text=f"第{number}句", at=NOON)
    react(NOON)
    client = owner(matter)
    client.get(own_url(matter))
    with django_assert_max_num_queries(16):
        client.get(own_url(matter))
