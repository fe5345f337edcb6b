"""凭据: photos and papers that bear an entry out."""

from __future__ import annotations

from pathlib import Path

import pytest
from cast import NOON
from django.core.files.uploadedfile import SimpleUploadedFile
from entries import enter, signed
from mailbox_people import jpeg

from xiangyue.house import moment
from xiangyue.kernel.actions import sniff
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.verification import verify
from xiangyue.ledgers.book import actions
from xiangyue.ledgers.book.models import Evidence, Line
from xiangyue.ledgers.farmland.columns import PARCELS

LIST = "/farmland/parcels/"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOON)


def prove(cast, entry, *, who="village", data=None, name="地头.jpg"):
    files = [sniff(name, data or jpeg())]
    return actions.add_evidence(entry, ledger=PARCELS, files=files, seat=cast.seats[who], at=NOON)


def test_the_village_shows_its_field_and_the_signer_sees_it(cast):
    entry, _how = enter(cast, PARCELS)
    given = [
        SimpleUploadedFile("地头.jpg", jpeg(), "image/jpeg"),
        SimpleUploadedFile("承包合同.pdf", PDF, "application/pdf"),
    ]
    cast.client("village").post(f"{LIST}{entry.pk}/prove", {"files": given})
    photo, paper = Evidence.objects.order_by("pk")
    page = cast.client("statistician").get(f"{LIST}{entry.pk}").content.decode()
    assert f"{LIST}{entry.pk}/evidence/{photo.pk}" in page and "承包合同.pdf" in page
    shown = cast.client("statistician").get(f"{LIST}{entry.pk}/evidence/{photo.pk}")
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert (
        "attachment" in cast.client("statistician").get(f"{LIST}{entry.pk}/evidence/{paper.pk}")["Content-Disposition"]
    )


def test_the_same_file_twice_is_one_and_changes_no_number(cast):
    entry = signed(cast, PARCELS)
    assert (prove(cast, entry), prove(cast, entry)) == (1, 0)
    entry.refresh_from_db()
    assert (entry.state, entry.counted) == ("signed", True)
    assert [line.what for line in Line.objects.order_by("seq")][-1] == "evidence"
    assert list(verify(cast.town)) == []


def test_another_village_neither_adds_nor_sees(cast):
    entry, _how = enter(cast, PARCELS)
    prove(cast, entry)
    other = cast.seats["village"]
    other.unit = next(unit for unit in cast.units.values() if unit.title == "小务村村委会")
    other.save()
    with pytest.raises(NotAllowed):
        prove(cast, entry)
    there = Evidence.objects.get()
    assert cast.client("village").get(f"{LIST}{entry.pk}/evidence/{there.pk}").status_code == 404


def test_evidence_of_one_entry_is_not_found_under_another(cast):
    first, _how = enter(cast, PARCELS)
    other, _how = enter(cast, PARCELS, code="DY-002")
    prove(cast, first)
    there = Evidence.objects.get()
    assert cast.client("village").get(f"{LIST}{other.pk}/evidence/{there.pk}").status_code == 404


def test_nothing_is_added_to_what_is_withdrawn_or_locked(cast):
    entry, _how = enter(cast, PARCELS)
    actions.withdraw(entry, ledger=PARCELS, why="填重了", seat=cast.seats["village"], at=NOON)
    with pytest.raises(Refused, match="已经撤销"):
        prove(cast, entry)
    held = signed(cast, PARCELS, code="DY-003")
    first, following = held.day.replace(day=1), held.day.replace(day=28)
    actions.lock(cast.town, ledger=PARCELS, first=first, following=following, seat=cast.seats["statistician"], at=NOON)
    with pytest.raises(Refused, match="已锁定"):
        prove(cast, held)
    assert not Evidence.objects.exists()


def test_what_is_no_photo_and_no_paper_is_refused_and_nothing_stays(cast):
    entry, _how = enter(cast, PARCELS)
    given = [SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg"), SimpleUploadedFile("b.jpg", b"MZ\x90", "image/jpeg")]
    assert (
        "没有收下"
        in cast.client("village").post(f"{LIST}{entry.pk}/prove", {"files": given}, follow=True).content.decode()
    )
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("how", ["exchanged", "gone", "row", "digest"])
def test_a_file_that_was_exchanged_or_is_gone_is_found(cast, how):
    entry, _how = enter(cast, PARCELS)
    prove(cast, entry)
    row = Evidence.objects.get()
    if how == "exchanged":
        Path(row.file.path).write_bytes(jpeg("red"))
    elif how == "gone":
        Path(row.file.path).unlink()
    elif how == "row":
        row.delete()
    else:
        Evidence.objects.update(sha256="0" * 64)
    assert any("凭据" in fault.says for fault in verify(cast.town))
