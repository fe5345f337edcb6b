"""Afterwards: words, files, looks at contact details. What is kept, for whom it is shown, and what is refused."""

from __future__ import annotations

from io import BytesIO

import pytest
from cast import NOON, later, make_town
from PIL import Image

from xiangyue.kernel import actions as kernel
from xiangyue.kernel import queries, receipts
from xiangyue.kernel.actions import REQUESTER, WORKER
from xiangyue.kernel.errors import NotAllowed, OtherContent, Refused
from xiangyue.kernel.models import Attachment, Matter, Rule
from xiangyue.kernel.reopening import may_reopen, reopen_until

BY = {"actor": WORKER, "at": NOON}


def answered(cast, **more) -> Matter:
    matter = cast.say(**more)
    kernel.settle(matter, unit=cast.units["water"], text="当场修好了水管", **BY)
    return matter


def closed(cast, *, at=NOON, **more) -> Matter:
    matter = answered(cast, **more)
    for to in ("awaiting_callback", "called_back", "closed"):
        kernel.move(matter, to=to, event="noted", actor=WORKER, at=at, text="往下走")
    return matter


# --- words


def say(matter: Matter, **more) -> object:
    told = {"solved": True, "satisfied": "yes", "words": "", "at": NOON} | more
    return kernel.say_how_it_went(matter, **told)


REFUSED = {
    "empty words": (lambda cast: cast.say(), lambda one: kernel.add_words(one, text=" \n", at=NOON), "是空的"),
    "too many words": (
        lambda cast: cast.say(),
        lambda one: kernel.add_words(one, text="水" * 2001, at=NOON),
        "2001 字",
    ),
    "words after the end": (closed, lambda one: kernel.add_words(one, text="还有", at=NOON), "已经办结，不能再补充"),
    "an opinion of another scale": (answered, lambda one: say(one, satisfied="five stars"), "请选择满意"),
    "an opinion before the answer": (lambda cast: cast.say(), say, "还没有答复"),
    "taking back an answered one": (answered, lambda one: kernel.withdraw(one, reason="", at=NOON), "已经有了答复"),
    "again without a reason": (closed, lambda one: kernel.ask_again(one, reason=" ", at=NOON), "哪里没有解决"),
    "again before the end": (answered, lambda one: kernel.ask_again(one, reason="又坏了", at=NOON), "还没有办结"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_the_person_may_not_do_now_is_said_and_not_written(cast, case):
    make, do, says = REFUSED[case]
    matter = make(cast)
    before = Matter.objects.values().get(pk=matter.pk)
    with pytest.raises(Refused, match=says):
        do(matter)
    assert Matter.objects.values().get(pk=matter.pk) == before
    assert matter.events.count() == before["event_count"]


def test_two_thousand_characters_are_just_not_too_many(cast):
    assert len(kernel.add_words(cast.say(), text="水" * 2000, at=NOON).told["text"]) == 2000


DEEDS = {
    "add_words": (lambda one, said, key: kernel.add_words(one, text=said, at=NOON, request_id=key), "requester_added"),
    "say_how_it_went": (lambda one, said, key: say(one, words=said, request_id=key), "requester_said"),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_one_request_id_is_one_word_and_other_content_under_it_is_not_swallowed(cast, deed):
    matter = answered(cast)
    do, event = DEEDS[deed]
    first = do(matter, "修得好", "k1")
    assert do(matter, " 修得好 ", "k1") == first
    with pytest.raises(OtherContent):
        do(matter, "修得不好", "k1")
    assert matter.events.filter(name=event).count() == 1
    assert first.actor == "requester" and first.told["request_id"] == "k1"


@pytest.mark.parametrize(
    ("satisfied", "words", "told"),
    [
        ("", " ", {"solved": False}),
        ("fair", "水还小", {"solved": False, "satisfied": "fair", "satisfied_name": "一般", "words": "水还小"}),
    ],
)
def test_what_was_not_said_is_not_told(cast, satisfied, words, told):
    assert say(answered(cast), solved=False, satisfied=satisfied, words=words).told == told


def test_a_word_is_said_once_in_a_round_and_again_after_a_reopening(cast):
    matter = answered(cast)
    say(matter, solved=False, satisfied="no")
    with pytest.raises(Refused, match="已经评价过"):
        say(matter)
    for to, event in (("awaiting_callback", "noted"), ("reopened", "reopened"), ("handling", "noted")):
        told = {"reason": "没解决", "by": "requester"} if event == "reopened" else {"text": "往下走"}
        kernel.move(matter, to=to, event=event, **BY, **told)
    kernel.move(matter, to="answered", event="noted", text="再答复", **BY)
    assert say(matter).told["solved"] is True


@pytest.mark.parametrize(("reason", "told"), [("", "诉求人撤回"), (" 好了 ", "好了"), ("水" * 300, "水" * 200)])
def test_a_withdrawal_always_has_a_reason_and_stops_every_clock_of_the_matter(cast, reason, told):
    matter = cast.say()
    kernel.assign_lead(matter, unit=cast.units["roads"], **BY)
    event = kernel.withdraw(matter, reason=reason, at=later(NOON, hours=2))
    assert (event.name, event.told, event.actor) == ("withdrawn", {"reason": told}, "requester")
    assert (matter.state, matter.closed_at) == ("closed", later(NOON, hours=2))
    assert set(matter.clocks.values_list("stopped_at", flat=True)) == {later(NOON, hours=2)}


# --- asking again


@pytest.mark.parametrize(("rule", "days"), [(None, 15), ({}, 15), ({"reopen_days": 3}, 3)])
def test_the_window_is_that_of_the_day_of_closing_to_the_second(cast, rule, days):
    Rule.objects.filter(town=cast.town, kind="callback").delete()
    if rule is not None:
        Rule.objects.create(
            town=cast.town, kind="callback", key="town", valid_from=NOON.date(), value=rule, source="测试用"
        )
    matter = closed(cast)
    until = later(NOON, days=days)
    assert reopen_until(matter) == until
    assert [may_reopen(matter, later(until, seconds=second)) for second in (-1, 0, 1)] == [True, True, False]
    with pytest.raises(Refused, match=f"{until.month}月"):
        kernel.ask_again(matter, reason="又坏了", at=later(until, seconds=1))


def test_what_they_took_back_themselves_is_not_taken_up_again(cast):
    matter = cast.say()
    kernel.withdraw(matter, reason="好了", at=NOON)
    assert reopen_until(matter) is not None and not may_reopen(matter, NOON)
    with pytest.raises(Refused, match="您自己撤回"):
        kernel.ask_again(matter, reason="又坏了", at=NOON)


def test_asking_again_moves_nothing_by_itself(cast):
    matter = closed(cast)
    event = kernel.ask_again(matter, reason=" 又坏了 ", at=NOON)
    assert (event.name, event.told, matter.state) == ("requester_asks_again", {"reason": "又坏了"}, "closed")


# --- files

PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF"


def photo(colour: str = "red") -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "more", "media_type", "ending"),
    [
        ("回执.pdf", PDF, {}, "application/pdf", "pdf"),
        ("其实是文件.jpg", PDF, {}, "application/pdf", "pdf"),  # by its bytes
        ("路面.exe", photo(), {}, "image/jpeg", "jpg"),
        ("路面.png", photo(), {"photo_only": True}, "image/jpeg", "jpg"),
    ],
)
def test_a_file_is_what_its_bytes_are(name, data, more, media_type, ending):
    upload = kernel.sniff(name, data, **more)
    assert (upload.media_type, upload.ending, upload.title) == (media_type, ending, name)


@pytest.mark.parametrize(
    ("data", "more", "says"),
    [
        (b"MZ\x90\x00", {}, "没有收下"),
        (b"", {}, "没有收下"),
        (PDF, {"photo_only": True}, "没有收下"),
        (b"%PDF-" + b"x" * (20 * 1024 * 1024), {}, "超过 20 MB"),
    ],
)
def test_what_is_not_kept_is_refused_with_the_files_name(data, more, says):
    with pytest.raises(Refused, match=f"“坏.pdf”.*{says}"):
        kernel.sniff("坏.pdf", data, **more)


def test_a_name_loses_its_folders_and_is_cut():
    assert kernel.sniff("/etc/../照片/回执.pdf", PDF).title == "回执.pdf"
    assert len(kernel.sniff("很" * 200, PDF).title) == 120


def test_the_same_file_is_kept_once_on_a_matter_and_again_on_another(cast, own_media):
    one, other = cast.say(), cast.say()
    upload = kernel.sniff("回执.pdf", PDF)
    kept = kernel.attach(one, upload, **BY)
    assert kernel.attach(one, kernel.sniff("改名.pdf", PDF), **BY) == kept
    assert kernel.attach(other, upload, **BY) != kept
    assert [event.told for event in one.events.filter(name="file_added")] == [
        {"title": "回执.pdf", "sha256": upload.sha256}
    ]
    assert kept.file.read() == PDF


@pytest.mark.parametrize(
    ("actor", "marked", "shown"), [(REQUESTER, False, True), (WORKER, False, False), (WORKER, True, True)]
)
def test_the_person_sees_what_they_gave_and_what_was_marked_for_them(cast, own_media, actor, marked, shown):
    kernel.attach(cast.say(), kernel.sniff("回执.pdf", PDF), actor=actor, at=NOON, for_requester=marked)
    assert Attachment.objects.get().for_requester is shown


# --- contact details


def reveal(cast, matter: Matter, who: str = "dispatcher", **more) -> str:
    return kernel.reveal(matter, **({"field": "phone", "reason": "约时间"} | more), seat=cast.seats[who], at=NOON)


@pytest.mark.parametrize(
    ("who", "more", "refusal", "says"),
    [
        ("statistician", {}, NotAllowed, "查看诉求人的联系方式"),
        ("roads", {}, NotAllowed, "协办单位不直接看"),
        ("dispatcher", {"field": "wechat"}, Refused, "姓名、电话、住址或邮箱"),
        ("dispatcher", {"field": "phone_hash"}, Refused, "姓名、电话、住址或邮箱"),
        ("dispatcher", {"reason": "\t"}, Refused, "必须写明理由"),
    ],
)
def test_a_look_that_is_refused_is_no_event(cast, who, more, refusal, says):
    matter = cast.say()
    kernel.assign_lead(matter, unit=cast.units["water"], **BY)
    before = matter.events.count()
    with pytest.raises(refusal, match=says):
        reveal(cast, matter, who, **more)
    assert matter.events.count() == before and not queries.reveals(cast.town).exists()


@pytest.mark.parametrize(("field", "value"), [("name", "林小草"), ("phone", "19900001234"), ("mail", "")])
def test_the_lead_reads_what_was_given_and_every_look_is_told(cast, field, value):
    matter = cast.say()
    kernel.assign_lead(matter, unit=cast.units["water"], **BY)
    assert reveal(cast, matter, "water", field=field) == value
    event = queries.reveals(cast.town).get()
    assert (event.told["field"], event.seat) == (field, cast.seats["water"])


def test_of_nobody_there_is_nothing_to_see_and_the_neighbours_looks_are_not_ours(cast):
    house = kernel.tell_house(cast.town, "purged", what="旧照片", rows=1, **BY).matter
    assert reveal(cast, house) == "" and not queries.reveals(cast.town).exists()
    other = make_town("110112118000", "漷县镇")
    reveal(other, other.say())
    assert not queries.reveals(cast.town).exists() and queries.reveals(other.town).count() == 1


# --- receipts


def test_receipts_of_many_open_each_its_own(cast):
    pairs = [(cast.say(phone=phone), phone) for phone in ("19900001111", "", "19900003333")]
    told = receipts.issue_many(pairs, at=NOON)
    assert len({code for code, _ in told}) == 3
    for (matter, _), (code, tail) in zip(pairs, told, strict=True):
        assert receipts.open_receipt(cast.town, code=f" {code[:3]}-{code[3:]}", tail=f"{tail} ", at=NOON) == matter
    assert receipts.shown(cast.say()) == ("", "")


def test_a_right_tail_forgets_the_wrong_ones_before_it(cast):
    matter = cast.say()
    code, tail = receipts.issue(matter, phone="19900001234", at=NOON)
    for _ in range(3):
        for guess in range(9):
            with pytest.raises(NotAllowed, match="不对"):
                receipts.open_receipt(cast.town, code=code, tail=f"9{guess:03d}", at=NOON)
        assert receipts.open_receipt(cast.town, code=code, tail=tail, at=NOON) == matter
