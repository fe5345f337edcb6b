"""The notices for the mini-program; the address is older than this desk and stays."""

# annotations stay real here: the API reads them through the guard's wrapper
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from xiangyue.counter.guard import open_to_all
from xiangyue.counter.taking_in import open_town
from xiangyue.desks.council.queries import shown_notices

router = Router(tags=["mailbox"])


class NoticeOut(Schema):
    id: int
    title: str
    text: str
    village: str
    published_at: datetime


class NoticesOut(Schema):
    notices: list[NoticeOut]


@router.get("/mailbox/{town}/council-notices", auth=None, response=NoticesOut)
@open_to_all("council notices are published for everybody")
def council_notices(request: HttpRequest, town: str) -> Any:
    """村务议事公告, newest first."""
    return {
        "notices": [
            {
                "id": one.pk,
                "title": one.title,
                "text": one.text,
                "village": one.village.name if one.village else "",
                "published_at": one.published_at,
            }
            for one in shown_notices(open_town(town))
        ]
    }
