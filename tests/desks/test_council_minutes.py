"""Minutes: two clerks on one meeting lose no word; what was signed stands."""

from __future__ import annotations

import pytest
from council_people import EVENING, SCAN, called, held, raised, with_law

from xiangyue.desks.council import actions as council
from xiangyue.desks.council.actions.minutes import MINUTES_MAX
from xiangyue.desks.council.models import Meeting, MinutesVersion
from xiangyue.kernel import proofs
from xiangyue.kernel.errors import Refused, StaleMove
from xiangyue.lib.threeway import BOTH


@pytest.fixture
def law(cast, own_media):
    with_law(cast)
    return cast


def write(cast, meeting, text, base, who="village", at=EVENING):
    meeting = Meeting.objects.select_related("village__town").get(pk=meeting.pk)
    return council.write_minutes(meeting, text=text, base=base, seat=cast.seats[who], at=at)


def test_two_clerks_on_one_meeting_lose_no_word(law):
    meeting = called(law, raised(law))
    write(law, meeting, "一、开场\n\n二、住户说\n三、散会", 0)
    write(law, meeting, "一、开场\n\n二、住户说：存水\n三、散会", 1)
    both = write(law, meeting, "一、开场，主持人老赵\n\n二、住户说\n三、散会", 1, "dispatcher")
    assert both.text == "一、开场，主持人老赵\n\n二、住户说：存水\n三、散会" and both.clashes == 0
    clash = write(law, meeting, "一、开场，主持人老赵\n\n二、住户说：路沉\n三、散会", 1, "dispatcher")
    assert clash.clashes == 1 and "存水" in clash.text and "路沉" in clash.text and BOTH in clash.text
    assert clash.typed == "一、开场，主持人老赵\n\n二、住户说：路沉\n三、散会"
    assert MinutesVersion.objects.count() == 4


def test_the_same_text_again_is_no_new_version_and_an_empty_one_none_at_all(law):
    meeting = called(law, raised(law))
    assert write(law, meeting, "记录", 0).number == write(law, meeting, "记录\r\n", 0).number == 1
    with pytest.raises(Refused, match="会议记录是空的"):
        write(law, meeting, " \x00 ", 1)


def test_minutes_of_200_kilobytes_are_kept_whole(law):
    meeting = called(law, raised(law))
    long = "\n".join(f"第{n}位住户说了他家门口的情况，希望早点修好。" for n in range(3000))
    assert len(long.encode()) > 180_000
    write(law, meeting, long, 0)
    assert write(law, meeting, long + "\n完", 1).text.endswith("完")
    with pytest.raises(Refused, match=f"最多 {MINUTES_MAX} 字"):
        write(law, meeting, "长" * (MINUTES_MAX + 1), 2)


def test_signed_minutes_stand_and_what_was_not_put_in_order_is_not_signed(law):
    topic = raised(law)
    meeting = held(law, called(law, topic))
    seat = law.seats["village"]
    with pytest.raises(Refused, match="写好会议记录"):
        council.sign_minutes(meeting, scan=SCAN, version=0, seat=seat, at=EVENING)
    write(law, meeting, "甲", 0)
    write(law, meeting, "乙", 0, "dispatcher")
    with pytest.raises(Refused, match="没理顺"):
        council.sign_minutes(meeting, scan=SCAN, version=2, seat=seat, at=EVENING)
    write(law, meeting, "甲和乙", 2)
    with pytest.raises(Refused, match="请附上签过字"):
        council.sign_minutes(meeting, scan=None, version=3, seat=seat, at=EVENING)
    with pytest.raises(StaleMove):
        council.sign_minutes(meeting, scan=SCAN, version=2, seat=seat, at=EVENING)
    council.sign_minutes(meeting, scan=SCAN, version=3, seat=seat, at=EVENING)
    with pytest.raises(Refused, match="不能再改"):
        write(law, meeting, "改一下", 3)
    assert list(proofs.faults(law.town)) == []
    MinutesVersion.objects.filter(number=3).update(text="改过的")
    assert "签字归档以后被改过" in next(iter(proofs.faults(law.town))).says
