from __future__ import annotations

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_noop as _

from xiangyue.counter.lists import Column, Listing, register
from xiangyue.counter.lists.filters import TEXT, period
from xiangyue.desks.notices import bell
from xiangyue.desks.notices.models import Ring
from xiangyue.kernel import vocabulary
from xiangyue.lib.personal import mask_personal


def _says(one: Ring) -> str:
    language = "en" if (get_language() or "zh").startswith("en") else "zh"
    return bell.says(one, language) or mask_personal(
        vocabulary.sentence(one.event.name, one.event.told, language=language)
    )


BELL = register(
    Listing(
        "notices:bell",
        "notices.bell",
        _("提醒"),
        bell.rings_of,
        (
            Column("says", _("什么事"), _says, link=lambda one: reverse("handling:matter", args=[one.matter.number])),
            Column("number", _("编号"), lambda one: one.matter.number, "matter__number"),
            Column("at", _("时间"), lambda one: one.made_at, "made_at"),
        ),
        order="-at",
        filters=(TEXT("matter__"), *period("made_at")),
        joined=("event", "matter__lead_unit"),
    )
)
