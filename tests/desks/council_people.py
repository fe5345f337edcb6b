"""What the tests of the village's table share: the law of two years, a topic from a matter, a meeting that was held."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from cast import BEIJING, NOON, Cast, later

from xiangyue.desks.council import actions as council
from xiangyue.desks.council.models import Decision, Item, Meeting, Topic
from xiangyue.house.timers import work_once
from xiangyue.kernel.actions import Upload
from xiangyue.kernel.models import Matter, Place, Rule

NEW_YEAR = datetime(2026, 1, 12, 9, 0, tzinfo=BEIJING)  # a Monday under the law of 2026
EVENING = later(NEW_YEAR, days=11, hours=10)
SCAN = Upload("签字页.pdf", "application/pdf", "pdf", b"%PDF-1.4 signed")
OVER_HALF = {"of": "present", "share": "1/2", "over": True}
LAW: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("assembly", "2022-12-01", {"quorum": "unknown", "majority": "unknown"}),
    (
        "assembly",
        "2026-01-01",
        {
            "notice_days": 10,
            "quorum": [{"of": "members", "share": "1/2", "over": True}, {"of": "households", "share": "2/3"}],
            "majority": OVER_HALF,
            "online": False,
            "proxy": False,
        },
    ),
    (
        "representatives",
        "2026-01-01",
        {"notice_days": 3, "quorum": [{"of": "members", "share": "2/3"}], "majority": OVER_HALF, "proxy": False},
    ),
    (
        "members",
        "2025-05-01",
        {
            "notice_days": 10,
            "quorum": [{"of": "members", "share": "2/3"}],
            "majority": {"of": "members", "share": "2/3"},
            "online": True,
            "proxy": "household",
        },
    ),
    ("consultation", "2026-01-01", {"quorum": None, "majority": None}),
    (
        "party_members",
        "2022-12-01",
        {"quorum": [{"of": "members", "share": "2/3"}], "majority": {"of": "members", "share": "1/2", "over": True}},
    ),
)


def with_law(cast: Cast) -> None:
    for key, since, value in LAW:
        Rule.objects.create(
            town=cast.town, kind="council", key=key, valid_from=since, value=value, source=f"{since} 起的规定"
        )
    wall = {"days": 15, "every": {"general": "quarter", "money": "month"}}
    Rule.objects.create(
        town=cast.town, kind="council_board", key="wall", valid_from="2026-01-01", value=wall, source="第35条"
    )


def raised(cast: Cast, *matters: Matter, at: datetime = NEW_YEAR, who: str = "village", **more: Any) -> Topic:
    told = {"title": "村南路基沉了，雨天存水怎么修", "words": "路基下沉，雨天过不去。", "source": "matters"} | more
    topic = council.raise_topic(cast.places["dayang"], matters=matters, **told, seat=cast.seats[who], at=at)
    return again(topic)


def again(topic: Topic) -> Topic:
    return Topic.objects.select_related("village__town", "matter__town", "matter__requester__key", "town").get(
        pk=topic.pk
    )


def called(cast: Cast, *topics: Topic, body: str = "consultation", at: datetime = NEW_YEAR, **more: Any) -> Meeting:
    told = {"hall": "大羊村议事厅", "begins_at": EVENING, "guests": "水务所、城乡建设办公室"} | more
    village: Place = told.pop("village", cast.places["dayang"])
    seat = cast.seats["village"]
    return council.call(village, body=body, topics=[again(one) for one in topics], **told, seat=seat, at=at)


def held(cast: Cast, meeting: Meeting, at: datetime = EVENING, **counts: Any) -> Meeting:
    told = {"members": 30, "present": 21} | counts
    found = Meeting.objects.select_related("village__town", "rule").get(pk=meeting.pk)
    return council.take_attendance(found, **told, seat=cast.seats["village"], at=at)


def item_of(meeting: Meeting, topic: Topic) -> Item:
    rows = Item.objects.select_related(
        "meeting__village__town", "meeting__rule", "topic__matter__town", "topic__village", "topic__town"
    )
    return rows.get(meeting=meeting, topic=topic, taken_off_at=None)


def decided(cast: Cast, meeting: Meeting, topic: Topic, at: datetime = EVENING, **more: Any) -> Decision:
    told = {"points": "垫高路基八十厘米，十月底前完工，费用由镇里和村里各半。", "route": "now"} | more
    return council.decide(item_of(meeting, topic), **told, seat=cast.seats["village"], at=at)


def settled(cast: Cast, *matters: Matter, **more: Any) -> tuple[Topic, Meeting, Decision]:
    """Raised, talked over in a consultation and agreed."""
    topic = raised(cast, *matters, **more)
    meeting = held(cast, called(cast, topic))
    decision = decided(cast, meeting, topic)
    return again(topic), meeting, decision


def react(at: datetime) -> None:
    while work_once(at):
        pass


def member(cast: Cast, name: str, village: str = "dayang", **more: Any) -> Any:
    told = {"body": "representatives", "since": date(2025, 1, 1)} | more
    seat = more.pop("seat", cast.seats["dispatcher"])
    told.pop("seat", None)
    return council.enrol(cast.places[village], name=name, **told, seat=seat, at=NOON)
