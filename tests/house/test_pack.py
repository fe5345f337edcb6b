"""While the system is gone: a sealed page with what is open, and forms that come back through the hotline's reader."""

from __future__ import annotations

import json
import re
import stat
from base64 import b64decode

import openpyxl
import pytest
from cast import NOON, later
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from xiangyue.doors.hotline.actions import import_file
from xiangyue.doors.hotline.models import ColumnMapping
from xiangyue.house.pack.make import COLUMNS, make
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Event, Matter

pytestmark = pytest.mark.django_db
PASSPHRASE = "correct horse battery staple"


def opened(page: str, passphrase: str = PASSPHRASE) -> str:
    """As the page's own script does it."""
    told = json.loads(re.search(r'id="sealed">(.*?)</script>', page)[1])
    salt, nonce, text = (b64decode(told[name]) for name in ("salt", "nonce", "text"))
    key = PBKDF2HMAC(algorithm=hashes.SHA256(), length=32, salt=salt, iterations=told["rounds"])
    return AESGCM(key.derive(passphrase.encode())).decrypt(nonce, text, None).decode()


def test_open_matters_stand_in_it_and_only_behind_the_passphrase(cast, tmp_path):
    matter = cast.say("村口停水", phone="19900001234")
    secret = cast.say("举报某干部", phone="19900005555")
    Matter.objects.filter(pk=secret.pk).update(closed_at=NOON, state="closed")
    path, _, count = make(cast.town, tmp_path / "pack", PASSPHRASE, forms=3, at=NOON)
    sealed = path.read_text()
    assert "19900001234" not in sealed and matter.title not in sealed
    page = opened(sealed)
    assert all(text in page for text in (matter.number, "19900001234", "林小草", "村口停水", "Z202411051200-003"))
    assert ("19900005555" in page, count) == (False, 1)
    with pytest.raises(InvalidTag):
        opened(sealed, "incorrect horse")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Event.objects.get(name="packed").particulars["rows"] == 1


def test_a_short_passphrase_is_refused_and_nothing_written(cast, tmp_path):
    with pytest.raises(Refused, match="口令太短"):
        make(cast.town, tmp_path / "pack", "short", forms=1, at=NOON)
    assert not list(tmp_path.rglob("*.html")) and not Event.objects.filter(name="packed").exists()


def test_the_forms_come_back_through_the_hotlines_reader(cast, tmp_path):
    _, sheet, _ = make(cast.town, tmp_path, PASSPHRASE, forms=3, at=NOON)
    book = openpyxl.load_workbook(sheet)
    for row, phone in ((2, "19900001111"), (3, "19900002222")):
        told = ["路灯不亮", "孔兴路路灯不亮三天了", "林小草", phone, "", "2024-11-05 13:00:00"]
        for column, value in enumerate(told, start=2):
            book.active.cell(row, column, value)
    book.save(sheet)
    names = ("number", "title", "words", "requester_name", "requester_phone", "place", "received_at")
    columns = dict(zip(names, COLUMNS, strict=True))
    mapping = ColumnMapping.objects.create(town=cast.town, name="beijing", columns=columns, saved_at=NOON)
    for _ in range(2):
        seat = cast.seats["dispatcher"]
        at = later(NOON, days=1)
        run = import_file(sheet.read_bytes(), file_name=sheet.name, town=cast.town, mapping=mapping, seat=seat, at=at)
        assert run.state == "done"
    numbers = Matter.objects.filter(number__startswith="Z").values_list("number", flat=True)
    assert sorted(numbers) == ["Z202411051200-001", "Z202411051200-002"]
