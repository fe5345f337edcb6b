"""A new key in front: everything opens before and after, and the old key can then be dropped."""

from __future__ import annotations

import pytest

from xiangyue.kernel.actions import reseal
from xiangyue.kernel.queries import contact_of, find
from xiangyue.kernel.sealing import contact
from xiangyue.lib.keyring import CannotOpen

OLD, NEW = "an-old-key-of-the-tests-0123456789", "a-new-key-of-the-tests-0123456789"


def test_keys_rotate_without_losing_anything(cast, settings):
    settings.XIANGYUE_SEALING_KEYS = [OLD]
    matter = cast.say(name="林小草", phone="19900001234")
    settings.XIANGYUE_SEALING_KEYS = [NEW, OLD]
    assert contact_of(matter.requester).phone == "199****1234"
    assert reseal(cast.town) == 1
    settings.XIANGYUE_SEALING_KEYS = [NEW]
    matter.requester.refresh_from_db()
    assert contact(matter.requester, "phone") == "19900001234"
    assert find(cast.seats["dispatcher"], "19900001234") == [matter]


def test_a_key_that_is_gone_is_told(cast, settings):
    settings.XIANGYUE_SEALING_KEYS = [OLD]
    cast.say()
    settings.XIANGYUE_SEALING_KEYS = [NEW]
    with pytest.raises(CannotOpen):
        reseal(cast.town)
