"""Each night's seals leave the house: a folder, a channel, a time stamping authority; and nothing leaves over a past
that is not what left before.
"""

from __future__ import annotations

import json
import subprocess
from datetime import date

import pytest
from cast import NOON, later
from listening import Said, listening

from xiangyue.house.chores import do_chores
from xiangyue.house.models import Chore
from xiangyue.house.outgoing import NotTaken, SealsDiffer, send_seals
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import outsiders
from xiangyue.kernel.models import Event, Seal

TSA_SETTINGS = """
[tsa]
default_tsa = ours
[ours]
serial = {folder}/serial
signer_cert = {folder}/tsa.crt
signer_key = {folder}/tsa.key
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
signer_digest = sha256
[ext]
extendedKeyUsage = critical,timeStamping
keyUsage = critical,digitalSignature
[req]
distinguished_name = name
[name]
"""


@pytest.fixture
def outgoing(cast, settings, tmp_path):
    settings.XIANGYUE_SEAL_KEY = str(tmp_path / "seal.key")
    settings.XIANGYUE_SEALS_TO = str(tmp_path / "seals")
    sealed_day(cast, 0)
    return tmp_path / "seals" / cast.town.code


def sealed_day(cast, day):
    at = later(NOON, days=day)
    cast.say(f"第{day}天", at=at)
    assert kernel.seal_day(cast.town, date(2024, 11, 5 + day), at=later(at, days=1))


def compared(cast, path):
    with path.open(encoding="utf-8") as lines:
        return [fault.says for fault in outsiders.against(cast.town, outsiders.read_lines(lines))]


def test_the_file_and_the_note_are_there_and_only_ours_to_read(cast, outgoing):
    send_seals(cast.town)
    assert (outgoing / "seals.jsonl").stat().st_mode & 0o077 == 0
    note = (outgoing / "2024-11-05.checkpoint").read_text()
    last = json.loads((outgoing / "seals.jsonl").read_text().splitlines()[-1])
    assert (last["kind"], last["note"]) == ("checkpoint", note)
    assert note.startswith(f"xiangyue/{cast.town.code}\n1\n")
    assert compared(cast, outgoing / "seals.jsonl") == compared(cast, outgoing / "2024-11-05.checkpoint") == []


def test_an_old_note_still_holds_among_newer_seals_and_tells_of_a_rewritten_one(cast, outgoing):
    send_seals(cast.town)
    sealed_day(cast, 1)
    send_seals(cast.town)
    assert compared(cast, outgoing / "2024-11-05.checkpoint") == []
    Seal.objects.filter(day=date(2024, 11, 5)).update(hash="0" * 64)
    assert "前 1 个日封" in compared(cast, outgoing / "2024-11-05.checkpoint")[0]
    assert "前 2 个日封" in compared(cast, outgoing / "2024-11-06.checkpoint")[0]


def test_nothing_is_written_over_a_past_that_has_changed(cast, outgoing):
    send_seals(cast.town)
    kept = (outgoing / "seals.jsonl").read_text()
    Event.objects.update(seal=None)
    Seal.objects.all().delete()
    sealed_day(cast, 1)
    with pytest.raises(SealsDiffer, match="2024-11-05"):
        send_seals(cast.town)
    assert (outgoing / "seals.jsonl").read_text() == kept


def test_the_worker_does_it_each_night_and_says_what_is_wrong(cast, outgoing):
    do_chores(later(NOON, days=1))
    assert (outgoing / "seals.jsonl").exists()
    Event.objects.update(seal=None)
    Seal.objects.all().delete()
    cast.say("三天后", at=later(NOON, days=3))
    do_chores(later(NOON, days=3))
    assert "被删除了" in Chore.objects.get(name=f"send seals {cast.town.code}").error


def openssl(folder, *words):
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def authority(tmp_path, settings):
    """A real time stamping authority: openssl behind a small server."""
    folder = tmp_path / "tsa"
    folder.mkdir()
    (folder / "tsa.cnf").write_text(TSA_SETTINGS.format(folder=folder))
    (folder / "serial").write_text("01")
    made = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=tsa")
    openssl(folder, *made, "-keyout", "tsa.key", "-out", "tsa.crt", "-config", "tsa.cnf", "-extensions", "ext")

    def stamp(heard):
        (folder / "asked.tsq").write_bytes(heard.body)
        openssl(folder, "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "asked.tsq", "-out", "told.tsr")
        return Said(200, (folder / "told.tsr").read_bytes())

    with listening(stamp) as host:
        settings.XIANGYUE_TSA = f"http://{host}/"
        yield folder


def test_the_note_is_stamped_and_others_can_check_it(cast, outgoing, authority):
    send_seals(cast.town)
    note, stamp = outgoing / "2024-11-05.checkpoint", outgoing / "2024-11-05.tsr"
    openssl(authority, "ts", "-verify", "-data", str(note), "-in", str(stamp), "-CAfile", "tsa.crt")
    note.write_text(note.read_text() + " ")
    with pytest.raises(subprocess.CalledProcessError):
        openssl(authority, "ts", "-verify", "-data", str(note), "-in", str(stamp), "-CAfile", "tsa.crt")


def test_an_authority_that_is_away_is_asked_again(cast, outgoing, settings):
    settings.XIANGYUE_TSA = "http://127.0.0.1:9/"
    with pytest.raises(NotTaken, match="时间戳"):
        send_seals(cast.town)
    assert (outgoing / "seals.jsonl").exists()
    assert not (outgoing / "2024-11-05.tsr").exists()


def test_the_channel_is_told_once(cast, outgoing, settings):
    told = []

    def hear(heard):
        told.append(heard.body.decode())
        return Said()

    with listening(hear) as host:
        settings.XIANGYUE_SEALS_TELL = f"json://{host}/"
        send_seals(cast.town)
        send_seals(cast.town)
    assert len(told) == 1 and f"xiangyue/{cast.town.code}" in told[0]
