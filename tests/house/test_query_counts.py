"""A page costs the same number of queries whether it shows three matters or thirty."""

from __future__ import annotations

import pytest
from cast import NOON, later
from django.db import connection
from django.test.utils import CaptureQueriesContext

from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.desks.handling import actions as handling
from xiangyue.house.timers import work_once
from xiangyue.kernel.models import Matter

PAGES = [
    ("dispatcher", "/dispatch/"),
    ("dispatcher", "/dispatch/?tab=sent"),
    ("dispatcher", "/house/search?q=路面"),
    ("roads", "/matters/mine"),
    ("secretary", "/leader/?day=2024-11-06&m={number}"),
    ("caller", "/callback/"),
    ("dispatcher", "/"),
    ("statistician", "/score/?period=2024-11"),
    ("statistician", "/score/matters?period=2024-11&source=own&part=valid"),
    ("reviewer", "/matters/reviews"),
    ("privacy", "/house/reveals"),
    ("roads", "/matters/{number}"),
]


def a_few(cast, count: int) -> str:
    """Each round: one that waits, one in hand with an extension asked, one answered, one looked at."""
    for number in range(count):
        phone = f"1990000{Matter.objects.count():04d}"
        cast.say("路面破损等派单", f"第{number}处路面破损。", phone=phone)
        for step in ("held", "answered"):
            matter = cast.say("路面破损在办", f"第{number}处路面坏了。", phone=phone, name=f"林{number}")
            dispatch.send(
                matter,
                category=cast.categories["R01"],
                unit=cast.units["roads"],
                place=cast.places["dayang"],
                urgency="general",
                seat=cast.seats["dispatcher"],
                at=NOON,
            )
            if step == "held":
                handling.ask_extension(
                    matter,
                    until=later(matter.due_at, days=3),
                    reason="等料",
                    told_requester=True,
                    seat=cast.seats["roads"],
                    at=NOON,
                )
            else:
                handling.answer_at_once(
                    matter,
                    text="已经修补路面。",
                    outcome="solved",
                    requester_how="phone",
                    door_how="export",
                    seat=cast.seats["roads"],
                    at=NOON,
                )
            kernel_reveal(cast, matter)
    while work_once(NOON):
        pass
    return Matter.objects.filter(state="dispatched").order_by("pk").values_list("number", flat=True)[0]


def kernel_reveal(cast, matter) -> None:
    from xiangyue.kernel.actions import reveal

    reveal(matter, field="phone", reason="约时间", seat=cast.seats["dispatcher"], at=NOON)


@pytest.mark.parametrize(("who", "address"), PAGES)
def test_the_number_of_queries_does_not_grow(cast, who, address):
    number = a_few(cast, 2)
    client = cast.client(who)
    client.get(address.format(number=number))
    with CaptureQueriesContext(connection) as few:
        assert client.get(address.format(number=number)).status_code == 200
    a_few(cast, 8)
    with CaptureQueriesContext(connection) as many:
        client.get(address.format(number=number))
    grown = [one["sql"][:150] for one in many.captured_queries[len(few) :]]
    assert len(many) <= len(few), grown
