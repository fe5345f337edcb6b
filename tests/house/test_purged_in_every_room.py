"""After a purge no table holds what somebody wrote about the matter, whatever room keeps it; the chain stays whole."""

from __future__ import annotations

from datetime import date
from importlib import import_module

import pytest
from cast import NOON, Cast, later
from desks.hands import answered, contacted, decide, fresh, hold, local, react
from django.apps import apps
from django.db import connection, models
from doors.enterprise_people import again, asked, with_stewards
from doors.reception_helper import MORNING, asking, make_reception
from mailbox_people import brought_to, with_mailbox

from xiangyue.desks.callback import actions as callback
from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.desks.handling import actions as handling
from xiangyue.desks.handling.models import Answer, Case
from xiangyue.desks.leader import actions as leader
from xiangyue.doors.enterprise import actions as enterprise
from xiangyue.doors.enterprise.models import Request
from xiangyue.doors.hotline.models import ImportedRow, ImportRun
from xiangyue.doors.open311.models import ApiKey, Report
from xiangyue.doors.patrol.models import Finding
from xiangyue.doors.reception import actions as reception
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import besides, queries
from xiangyue.kernel.actions.attach import Upload
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Clock, Matter
from xiangyue.kernel.models.event import PURGED

MARK = "青蛙跳井"  # stands in whatever anybody writes below
LATER = later(NOON, days=400)


def told(what: str) -> str:
    return f"{what}（{MARK}）"


def cells_with(mark: str) -> list[tuple[str, str]]:
    """(table, cell) of every cell of the database that holds it."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [(table, str(cell)) for row in cursor.fetchall() for cell in row if mark in str(cell)]
    return found


def purge(matter: Matter) -> None:
    kernel.purge_words(fresh(matter), reason="保存期满", actor=kernel.WORKER, at=LATER)


@pytest.fixture
def handled(cast: Cast, own_media) -> Matter:
    """Held up, whistled for, instructed, answered, called back: everybody wrote something."""
    cast_unit, seats = cast.units["roads"], cast.seats
    matter = cast.say(title=told("路坏了"), words=told("村口的路坏了"))
    place, category = cast.places["dayang"], cast.categories["R01"]
    sent = {"category": category, "unit": cast_unit, "place": place, "urgency": "general"}
    dispatch.send(matter, **sent, seat=seats["dispatcher"], at=NOON)
    leader.instruct(matter, text=told("快办"), follower=cast_unit, seat=seats["secretary"], at=NOON)
    contacted(cast, matter)
    handling.add_file(matter, Upload(told("现场"), "application/pdf", "pdf", b"%PDF-1"), seat=seats["roads"], at=NOON)
    case = hold(cast, matter, reason=told("等管线"), basis=told("第2项"))
    decide(cast, case, decision=told("同意"))
    handling.come_back(fresh(matter), reason=told("管线好了"), actor=kernel.WORKER, at=later(NOON, days=1))
    matter = fresh(matter)
    whistled = {"unit": cast.units["water"], "due_at": local("11-20 18:00")}
    case = handling.whistle(matter, reason=told("请关水"), **whistled, seat=seats["roads"], at=later(NOON, days=1))
    handling.finish_whistle(case, response=told("已关水"), seat=seats["water"], at=later(NOON, days=1))
    matter = answered(cast, fresh(matter), at=later(NOON, days=2), text=told("填好了"))
    said = callback.Said(True, True, "yes", told("谢谢"))
    callback.call_back(matter, said=said, words=told("谢谢"), seat=seats["caller"], at=later(NOON, days=3))
    react(later(NOON, days=3))
    return fresh(matter)


def test_what_the_desks_keep_is_purged_and_the_rows_stay(cast, handled):
    tables = {table for table, _ in cells_with(MARK)}
    assert {"handling_case", "handling_answer", "leader_instruction", "callback_callback"} <= tables
    before = {one.model: one.model._default_manager.count() for one in besides.every()}
    assert list(queries.verify(cast.town)) == []
    purge(handled)
    assert cells_with(MARK) == []
    assert {one.model: one.model._default_manager.count() for one in besides.every()} == before
    assert Answer.objects.get().text == PURGED and Answer.objects.get().outcome == "solved"
    assert list(queries.verify(cast.town)) == []


def test_a_page_of_a_purged_matter_opens(cast, handled):
    purge(handled)
    page = cast.client("reviewer").get(f"/matters/{handled.number}").content.decode()
    assert PURGED in page and MARK not in page


def test_what_was_empty_stays_empty(cast, handled):
    purge(handled)
    assert set(Case.objects.filter(kind="suspension").values_list("response", "decision")) == {("", PURGED)}


def test_how_long_a_clock_was_paused_stays_and_why_goes(cast, handled):
    paused = Clock.objects.exclude(pauses=[]).first()
    assert MARK in paused.pauses[0][2]
    purge(handled)
    after = Clock.objects.get(pk=paused.pk).pauses
    assert after == [[since, until, PURGED] for since, until, _ in paused.pauses]


def test_an_answer_that_was_written_over_after_a_purge_is_named(cast, handled):
    purge(handled)
    Answer.objects.update(text="当时就答应了")
    assert ["答复与第" in fault.says for fault in queries.verify(cast.town)] == [True]


def test_an_answer_that_only_looks_purged_is_named(cast, handled):
    Answer.objects.update(text=PURGED)
    assert ["答复与第" in fault.says for fault in queries.verify(cast.town)] == [True]


def test_an_appeal_holds_the_texts_of_the_desks_too(cast, handled):
    kernel.hold(handled, why="行政复议 2024-12", seat=cast.seats["privacy"], at=NOON)
    before = cells_with(MARK)
    with pytest.raises(Refused, match="暂停清除"):
        purge(handled)
    assert cells_with(MARK) == before
    kernel.lift_hold(fresh(handled), why="已经终审", seat=cast.seats["privacy"], at=LATER)
    purge(handled)
    assert cells_with(MARK) == []


def test_what_was_said_at_the_table_is_purged(cast):
    made = make_reception(cast)
    made.publish()
    made.opened()
    clerk = made.seat("clerk")
    reception.walk_in(made.monday(), asking(topic=told("路积水")), seat=clerk, at=MORNING)
    booking = reception.call_next(made.monday(), seat=clerk, at=MORNING)
    reception.look_at_phone(booking, reason=told("换时间"), seat=clerk, at=MORNING)
    pledge = reception.Pledge(told("清掏雨水井"), cast.units["roads"], date(2024, 11, 11))
    why = told("反映的是我弟弟")
    talk = reception.receive_visitor(
        booking, words=told("积水半尺"), promises=[pledge], withdraws_because=why, seat=clerk, at=MORNING
    )
    matter = reception.settle_on_the_spot(talk, text=told("明天就来"), unit=cast.units["roads"], seat=clerk, at=MORNING)
    reception.keep_promise(matter.promises.get(), how=told("已清掏"), seat=cast.seats["roads"], at=MORNING)
    Matter.objects.filter(pk=matter.pk).update(closed_at=NOON, state="closed")
    purge(matter)
    assert cells_with(MARK) == []


def test_what_a_firm_told_in_confidence_is_purged(cast):
    request = asked(with_stewards(cast), words=told("发票不够用"), is_sensitive=True)
    enterprise.ask_material(again(request), words=told("请带合同"), seat=cast.seats["steward"], at=NOON)
    enterprise.give_material(again(request), words=told("合同在此"), seat=None, at=NOON)
    enterprise.withdraw(again(request), reason=told("自己办好了"), at=NOON)
    finding = told("问过了，确实办好")
    enterprise.recheck(
        again(request), finding=finding, is_settled=True, seat=cast.seats["steward"], at=later(NOON, days=30)
    )
    purge(request.matter)
    assert cells_with(MARK) == []
    assert Request.objects.get().words_sealed == ""


def test_what_the_clerk_noted_on_a_letter_is_purged(cast, own_media):
    letter = brought_to(with_mailbox(cast), "answered", title=told("沟堵了"), words=told("排水沟堵了三年"))
    type(letter).objects.update(screening_note=told("同村还有"), draft=told("请三天内"))
    Matter.objects.filter(pk=letter.matter_id).update(closed_at=NOON, state="closed")
    purge(letter.matter)
    assert cells_with(MARK) == []


def test_what_doors_keep_as_it_came_is_purged(cast):
    """A found thing, an app's request and an imported order, each with its own row beside the matter."""
    matter, seat = cast.say(words=told("井盖坏了")), cast.seats["water"]
    of_matter = {"town": cast.town, "matter": matter}
    run = ImportRun.objects.create(town=cast.town, file_name="a.csv", sha256="0" * 64, state="done", started_at=NOON)
    kept = {"fingerprint": "0" * 64, "cells": {"主要内容": told("井盖")}, "before": {"主要内容": told("井")}}
    ImportedRow.objects.create(**of_matter, run=run, **kept)
    found = {
        "task": "井盖",
        "words": told("井盖坏了"),
        "note": told("已围挡"),
        "level": 2,
        "at": NOON,
        "received_at": NOON,
    }
    Finding.objects.create(**of_matter, request_id="f1", seat=seat, place=cast.places["dayang"], **found)
    key = ApiKey.objects.create(town=cast.town, digest="0" * 64, title="app", made_at=NOON, per_minute=9)
    where = {"address": told("村东"), "media_url": f"https://example.com/{MARK}.jpg", "described": 4}
    Report.objects.create(**of_matter, key=key, requested_at=NOON, **where)
    kernel.withdraw(matter, reason=told("修好了"), at=NOON)
    purge(matter)
    assert cells_with(MARK) == []
    assert (ImportedRow.objects.get().cells, Report.objects.get().media_url) == ({}, "")


def test_what_was_purged_before_rooms_named_their_columns_is_taken_by_the_migration(cast, handled):
    """Before, a purge took the matter's own words alone and left what the desks kept."""
    paused = Clock.objects.exclude(pauses=[]).first()
    texts = [(one, row.pk, column, getattr(row, column)) for one, row, column in kept_texts()]
    purge(handled)
    for one, pk, column, text in texts:
        one.model._default_manager.filter(pk=pk).update(**{column: text})
    Clock.objects.filter(pk=paused.pk).update(pauses=paused.pauses)
    run = ImportRun.objects.create(town=cast.town, file_name="a.csv", sha256="0" * 64, state="done", started_at=NOON)
    row = {"town": cast.town, "matter": handled, "run": run, "fingerprint": "0" * 64, "cells": {"标题": told("井")}}
    row = ImportedRow.objects.create(**row)
    other = cast.say(words=told("另一件"))
    kernel.record(other, "noted", actor=kernel.WORKER, at=NOON, text=told("备注"))
    import_module("xiangyue.house.migrations.0008_purged_beside_the_chain").purge(apps, None)
    assert {table for table, _ in cells_with(MARK)} == {"kernel_matter", "kernel_eventtext"}  # of the other
    assert list(queries.verify(cast.town)) == []
    row.refresh_from_db()
    assert (row.cells, row.before) == ({}, None)  # it came with its import, and still does


def kept_texts():
    for one in besides.every():
        for row in one.model._default_manager.all():
            yield from ((one, row, column) for column in one.columns if getattr(row, column))


STAYS = {
    "appeals.Appeal.ground_name": "a ground of the town's own rules",
    "mailbox.Meeting.place": "where it was held, for the list of meetings",
    "handling.Release.shown": "keys of the files that the requester was to see",
    "taskforce.HardCase.reasons": "keys of the criteria that it met",
    "taskforce.Proposal.reasons": "keys of the criteria that it met",
    "council.CouncilNotice.title": "published on the board for everybody",
    "council.CouncilNotice.text": "published on the board for everybody",
    "council.CouncilNotice.withdrawn_why": "why what everybody could read came down",
    "council.Decision.article": "the article of the law that the town named",
    "upward.Objection.clause_name": "the article of the town's own rules",
    "upward.Statutory.clause_name": "the article of the town's own rules",
}


def is_of_a_matter(model: type[models.Model], steps: int = 3) -> bool:
    """Whether a row leads to a matter, itself or by a row that it belongs to."""
    leads = [field.related_model for field in model._meta.get_fields() if isinstance(field, models.ForeignKey)]
    return Matter in leads or (steps > 1 and any(is_of_a_matter(one, steps - 1) for one in leads if one is not model))


def holds_text(field: models.Field) -> bool:
    if isinstance(field, models.TextField | models.JSONField):
        return True
    return isinstance(field, models.CharField) and not field.choices and (field.max_length or 0) >= 100


def test_every_room_says_which_of_its_columns_a_purge_takes():
    told_of = {(one.model, column) for one in besides.every() for column in one.columns}
    missing = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label != "kernel" and is_of_a_matter(model)
        for field in model._meta.concrete_fields
        if holds_text(field) and (model, field.name) not in told_of
    ]
    assert set(missing) == set(STAYS)
