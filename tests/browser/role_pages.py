"""The pages of each role in the town of the fixture `busy`: what its navigation offers, and one of each kind behind
it.
"""

from __future__ import annotations

from xiangyue.house.context import navigation
from xiangyue.kernel.models import Matter, Seat

WAITING = "T000001"  # the first that waits for dispatch


def pages_of(who: str, busy: dict[str, Matter]) -> list[str]:
    number = {name: matter.number for name, matter in busy.items()}
    score = [
        "/score/?period=2024-11&by=place&source=own",
        "/score/what-if?period=2024-11",
        "/score/matters?period=2024-11&part=valid&source=own",
    ]
    search = ["/house/search", "/house/search?q=路灯", "/house/search?q=zz"]
    behind = {
        "dispatcher": [
            f"/dispatch/?m={WAITING}",
            f"/dispatch/?tab=sent&m={number['sent']}",
            "/dispatch/?tab=merged",
            f"/matters/{number['called']}",
            f"/matters/{WAITING}",
            *search,
        ],
        "reviewer": [f"/dispatch/?m={WAITING}", f"/matters/{number['asked']}"],
        "caller": [f"/callback/?m={number['called']}", f"/matters/{number['answered']}"],
        "water": [
            "/matters/mine?tab=held",
            "/matters/mine?tab=answered",
            *(f"/matters/{number[one]}" for one in ("working", "asked", "ledger")),
        ],
        "village": ["/matters/mine?tab=to_sign"],
        "secretary": [
            f"/leader/?day=2024-11-06&m={WAITING}",
            "/leader/?day=2024-11-06&m=",
            "/leader/?day=2024-11-02",
            *score,
            f"/matters/{number['ledger']}",
        ],
        "deputy": [f"/leader/?day=2024-11-06&m={WAITING}"],
        "district": [f"/matters/{number['answered']}"],
        "privacy": ["/house/components"],
        "auditor": ["/house/access-log/?person=水务&kind=page"],
        "security": [],
        "statistician": [*score],
        "admin": ["/house/components", "/notices/channels"],
        "letters": [],
        "reception": [],
        "grid": ["/patrol/"],
        "member": ["/patrol/"],
        "steward": ["/firms/", "/enterprise/visits", "/enterprise/report"],
    }
    seat = Seat.objects.get(user__username=who)
    return [*(item["url"] for item in navigation(seat, "/")), *behind[who]]
