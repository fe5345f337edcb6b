"""Somebody writes to the database itself. Whatever they do, it is found: by the events, by the seals, by their
signatures, or by what left the house before.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from cast import NOON, later
from django.core.files.storage import default_storage
from django.db import connection

from xiangyue.desks.callback import actions as callback
from xiangyue.desks.callback.models import Callback
from xiangyue.desks.handling import actions as handling
from xiangyue.desks.handling.models import Answer
from xiangyue.house.commands.chain import export_chain, export_seals, verify
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import outsiders, queries
from xiangyue.kernel.actions.attach import Upload
from xiangyue.kernel.columns import first_columns
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Attachment, Clock, Event, EventText, Matter, Seal, SealedPart
from xiangyue.lib.chain import GENESIS, event_hash, seal_hash, seal_root
from xiangyue.lib.signing import keys_from_text, keys_to_text, new_key

SCRIPT = Path(__file__).parents[2] / "docs/verify_chain.py"


@pytest.fixture
def seal_key(settings, tmp_path):
    settings.XIANGYUE_SEAL_KEY = str(tmp_path / "seal.key")
    return tmp_path / "seal.key"


@pytest.fixture
def town(cast, seal_key):
    """Three days, each sealed in the night after it: answered, called back, with a photo."""
    for day in range(3):
        at = later(NOON, days=day)
        matter = cast.say(f"第{day}天停水", at=at)
        by = kernel.Actor.of(cast.seats["dispatcher"])
        kernel.sort(
            matter,
            category=cast.categories["W01"],
            place=cast.places["xiaowu"],
            urgency="utility",
            suggested=False,
            actor=by,
            at=at,
        )
        kernel.assign_lead(matter, unit=cast.units["water"], actor=by, at=at)
        kernel.attach(matter, Upload("照片.jpg", "image/jpeg", "jpg", f"照片{day}".encode()), actor=by, at=at)
        seat = cast.seats["water"]
        handling.sign(matter, seat=seat, at=at)
        handling.log_contact(matter, how="phone", reached=True, summary="约好上门", seat=seat, at=at)
        handling.answer_at_once(
            matter,
            text="水管已经修好，来水正常。",
            outcome="solved",
            requester_how="phone",
            door_how="system",
            seat=seat,
            at=at,
        )
        callback.await_callback(matter, actor=kernel.WORKER, at=at)
        said = callback.Said(True, True, "yes", "来水了")
        callback.call_back(matter, said=said, seat=cast.seats["caller"], at=at)
        kernel.seal_day(cast.town, date(2024, 11, 5 + day), at=later(at, days=1))
    assert list(faults(cast)) == []
    return cast


def faults(cast):
    yield from queries.verify(cast.town)
    yield from queries.unsealed(cast.town)


def outside(cast, tmp_path, what):
    file = tmp_path / f"{what.__name__}.jsonl"
    assert what(argparse.Namespace(town=cast.town.code, file=str(file))) == 0
    return file


def against(cast, file):
    with file.open(encoding="utf-8") as lines:
        return [fault.says for fault in outsiders.against(cast.town, outsiders.read_lines(lines))]


def offline(*files):
    return subprocess.run([sys.executable, SCRIPT, *files], capture_output=True, text=True, check=False)


# --- what somebody does to single rows


def _other_answer(matter):
    Answer.objects.filter(matter=matter).update(text="没有停过水。")


def _other_outcome(matter):
    Answer.objects.filter(matter=matter).update(outcome="explained")


def _no_answer(matter):
    Answer.objects.filter(matter=matter).delete()


def _answer_nobody_wrote(matter):
    Answer.objects.create(
        town=matter.town, matter=matter, unit=matter.lead_unit, text="补写的答复。", outcome="solved", written_at=NOON
    )


def _happier(matter):
    Callback.objects.filter(matter=matter).update(satisfied="fair")


def _no_callback(matter):
    Callback.objects.filter(matter=matter).delete()


def _counts_no_more(matter):
    Callback.objects.filter(matter=matter).update(counts=False)


def _callback_nobody_made(matter):
    Callback.objects.create(
        town=matter.town, matter=matter, source="own", attempt=2, at=NOON, reached=False, words="没接"
    )


def _other_file(matter):
    kept = Attachment.objects.get(matter=matter)
    with default_storage.open(kept.file.name, "wb") as file:
        file.write(b"another picture")


def _file_gone(matter):
    default_storage.delete(Attachment.objects.get(matter=matter).file.name)


def _attachment_gone(matter):
    Attachment.objects.filter(matter=matter).delete()


def _file_nobody_added(matter):
    Attachment.objects.create(
        town=matter.town,
        matter=matter,
        file="x.jpg",
        title="x",
        media_type="image/jpeg",
        sha256="0" * 64,
        added_at=NOON,
    )


def _other_lead(matter):
    Matter.objects.filter(pk=matter.pk).update(lead_unit=None)


def _open_again(matter):
    Matter.objects.filter(pk=matter.pk).update(state="handling", closed_at=None)


def _longer(matter):
    Matter.objects.filter(pk=matter.pk).update(due_at=later(NOON, days=90))


def _tail_cut(matter):
    last = Event.objects.filter(matter=matter).order_by("-seq").first()
    before = Event.objects.get(matter=matter, seq=last.seq - 1)
    EventText.objects.filter(event=last).delete()
    last.delete()
    Matter.objects.filter(pk=matter.pk).update(event_count=before.seq, head_hash=before.hash)


def _deleted_whole(matter):
    EventText.objects.filter(event__matter=matter).delete()
    SealedPart.objects.filter(matter=matter).delete()
    for rows in (Event, Clock, Attachment, Answer, Callback):
        rows.objects.filter(matter=matter).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM handling_case WHERE matter_id = %s", [matter.pk])
        cursor.execute("DELETE FROM kernel_matter WHERE id = %s", [matter.pk])


@pytest.mark.parametrize(
    "touch",
    [
        _other_answer,
        _other_outcome,
        _no_answer,
        _answer_nobody_wrote,
        _happier,
        _no_callback,
        _counts_no_more,
        _callback_nobody_made,
        _other_file,
        _file_gone,
        _attachment_gone,
        _file_nobody_added,
        _other_lead,
        _open_again,
        _longer,
        _tail_cut,
        _deleted_whole,
    ],
)
def test_it_is_found_and_named(town, touch):
    matter = Matter.objects.select_related("town", "lead_unit").order_by("pk")[1]
    touch(matter)
    told = [fault.says for fault in faults(town)]
    assert told
    assert any(matter.number in says or "2024-11-06" in says for says in told)


# --- what somebody does to seals


def _newest_gone():
    newest = Seal.objects.order_by("-day").first()
    Event.objects.filter(seal=newest).update(seal=None)
    newest.delete()


def _one_in_the_middle_gone():
    middle = Seal.objects.order_by("day")[1]
    Event.objects.filter(seal=middle).update(seal=Seal.objects.order_by("day")[2])
    middle.delete()


def _all_gone():
    Event.objects.update(seal=None)
    Seal.objects.all().delete()


def _unsigned():
    Seal.objects.update(signature="", signed_by="")


def _of_the_old_form():
    """Every seal as they were made before they were signed, with its hash redone."""
    _redo_seals(algorithm="")
    Seal.objects.update(signature="", signed_by="", algorithm="")


def _redo_seals(algorithm="sha256"):
    previous = GENESIS
    for seal in Seal.objects.order_by("day"):
        held = list(Event.objects.filter(seal=seal).values_list("matter__number", "seq", "hash"))
        seal.count, seal.previous_hash, seal.root = len(held), previous, seal_root(held, algorithm)
        seal.hash = previous = seal_hash(
            previous=previous, town=seal.town.code, day=seal.day, count=seal.count, root=seal.root, algorithm=algorithm
        )
        seal.save()


def _day_rewritten():
    """The requester of the second day was never satisfied: every hash behind it is redone, and every seal."""
    matter = Matter.objects.select_related("town").order_by("pk")[1]
    previous = GENESIS
    for event in Event.objects.filter(matter=matter).order_by("seq"):
        if event.name == "called_back":
            event.particulars |= {"satisfied": "fair", "satisfied_name": "一般"}
            Callback.objects.filter(matter=matter).update(satisfied="fair")
        event.previous_hash = previous
        event.hash = previous = event_hash(
            previous=previous,
            town=matter.town.code,
            matter=matter.number,
            seq=event.seq,
            name=event.name,
            at=event.at,
            actor=event.actor,
            particulars=event.particulars,
            algorithm=event.algorithm,
            version=event.version,
            changes=event.changes,
        )
        event.save()
    Matter.objects.filter(pk=matter.pk).update(head_hash=previous)
    _redo_seals()


SEALS = [_newest_gone, _one_in_the_middle_gone, _all_gone, _unsigned, _of_the_old_form, _day_rewritten]


@pytest.mark.parametrize("touch", SEALS)
def test_what_is_done_to_seals_is_found(town, touch):
    touch()
    if touch is _newest_gone:  # of yesterday: nobody but the outside can tell that it was there
        town.say("又一天", at=later(NOON, days=5))
    assert [fault.says for fault in faults(town)]


@pytest.mark.parametrize("touch", SEALS)
def test_what_left_the_house_names_the_day(town, tmp_path, touch):
    seals, chain = outside(town, tmp_path, export_seals), outside(town, tmp_path, export_chain)
    assert against(town, seals) == against(town, chain) == []
    assert offline(seals).returncode == offline(chain).returncode == offline(chain, seals).returncode == 0
    touch()
    told = against(town, seals)
    if touch is _unsigned:
        return  # the hashes are what they were: the signatures' own check finds it
    assert any(day in says for says in told for day in ("2024-11-05", "2024-11-06", "2024-11-07"))
    now = tmp_path / "now.jsonl"
    export_chain(argparse.Namespace(town=town.town.code, file=str(now)))
    assert offline(now, seals).returncode == 1


def test_an_exported_chain_names_what_was_changed(town, tmp_path):
    chain = outside(town, tmp_path, export_chain)
    _day_rewritten()
    number = Matter.objects.order_by("pk")[1].number
    assert f"事项 {number} 第 11 条与外存的不一致。" in against(town, chain)[0] or number in " ".join(
        against(town, chain)
    )
    _deleted_whole(Matter.objects.order_by("pk")[0])
    assert any("整件都没有" in says for says in against(town, chain))


def test_a_new_key_leaves_old_signatures_valid_and_another_house_s_key_none(town, seal_key, settings):
    kept = keys_from_text(seal_key.read_text())
    seal_key.write_text(keys_to_text([new_key("ed25519"), *kept]))
    town.say("换钥匙以后", at=later(NOON, days=3))
    kernel.seal_day(town.town, date(2024, 11, 8), at=later(NOON, days=4))
    assert list(faults(town)) == []
    seal_key.write_text(keys_to_text([new_key("ed25519")]))
    assert any("签名不对" in fault.says for fault in faults(town))


def test_seals_of_the_national_algorithms_are_signed_and_checked_as_well(town, settings, tmp_path):
    settings.XIANGYUE_CIPHERS = "national"
    town.say("国密", at=later(NOON, days=3))
    seal = kernel.seal_day(town.town, date(2024, 11, 8), at=later(NOON, days=4))
    assert (seal.algorithm, seal.signed_by.partition(":")[0]) == ("sm3", "sm2")
    assert list(faults(town)) == []
    assert offline(outside(town, tmp_path, export_chain)).returncode == 0
    Seal.objects.filter(pk=seal.pk).update(signature="AAAA" * 21 + "AA==")
    assert any("签名不对" in fault.says for fault in faults(town))


def test_the_command_says_up_to_where_it_can_vouch(town, tmp_path, capsys):
    seals = outside(town, tmp_path, export_seals)
    town.say("今天的", at=later(NOON, days=3))
    assert verify(argparse.Namespace(town=town.town.code, against=str(seals))) == 0
    said = capsys.readouterr().out
    assert "担保到 2024-11-07" in said and "其后 1 条动态" in said
    _newest_gone()
    assert verify(argparse.Namespace(town=town.town.code, against=str(seals))) == 1
    assert "2024-11-07 的日封（" in capsys.readouterr().out


def test_a_file_that_is_none_or_another_towns_is_refused(town, tmp_path):
    for text, says in (("[]\n", "第 1 行"), ("", "没有日封"), ('{"kind":"town","code":"x","name":"别镇"}\n', "别镇")):
        file = tmp_path / "odd.jsonl"
        file.write_text(text)
        with pytest.raises(Refused, match=says):
            against(town, file)


def test_no_seal_is_dated_ahead_of_the_newest_event(town):
    assert kernel.seal_day(town.town, date(2031, 1, 1), at=later(NOON, days=9)) is None
    matter = town.say("又一天", at=later(NOON, days=4))
    seal = kernel.seal_day(town.town, date(2031, 1, 1), at=later(NOON, days=9))
    assert seal.day == date(2024, 11, 9)
    kernel.record(matter, "noted", actor=kernel.WORKER, at=later(NOON, days=4), text="迟到的一条")
    assert kernel.seal_day(town.town, date(2024, 11, 9), at=later(NOON, days=9)) is None
    assert kernel.seal_day(town.town, date(2024, 11, 10), at=later(NOON, days=9)).count == 1
    assert seal.day - date(2024, 11, 7) == timedelta(days=2)


def test_a_matter_stands_as_its_first_event_says(cast):
    matter = cast.say(is_confidential=True, imported_due_at=later(NOON, days=3), category=cast.categories["W01"])
    told = matter.events.get(seq=1)
    assert told.changes == first_columns(matter)
    assert told.changes["is_confidential"] is True and told.changes["category_id"] == cast.categories["W01"].pk
    assert told.changes["requester_id"] == matter.requester_id and told.changes["imported_due_at"]
    assert told.version == 2
