"""The auditor's page: is the chain whole, how far do the seals vouch, and the files with which others can look."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xiangyue.counter.downloads import made
from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.counter.lists import Shown
from xiangyue.counter.lists.page import list_page
from xiangyue.house.checks.lists import CHECKS, outcome
from xiangyue.house.models import Check
from xiangyue.kernel import outsiders
from xiangyue.kernel.models import Event, Seal
from xiangyue.kernel.timekeeping import local_day


@require_GET
@needs("chain.verify")
def checks(request: HttpRequest) -> HttpResponse:
    return list_page(request, CHECKS, "checks/checks.html", _beside)


def _beside(one: Shown) -> dict[str, Any]:
    town = one.seat.town
    newest = Check.objects.filter(town=town).select_related("asked_by").order_by("-asked_at", "-pk").first()
    return {
        "newest": newest,
        "outcome": outcome(newest) if newest else "",
        "under_way": newest is not None and newest.done_at is None,
        "sealed": Seal.objects.filter(town=town).exclude(signature="").order_by("-day").first(),
        "unsealed": Event.objects.filter(town=town, seal=None).count(),
    }


@require_GET
@needs("chain.verify")
def seals(request: HttpRequest) -> HttpResponse:
    """The signed seals, to be kept where nobody of the house can write. The chain itself holds numbers of matters that
    an auditor may be kept from: it is handed out on the server alone.
    """
    town, day = seat_of(request).town, local_day(moment_of(request))

    def write(path: Path) -> None:
        with path.open("w", encoding="utf-8") as out:
            out.writelines(outsiders.written_lines(outsiders.seal_lines(town)))

    return made(f"{town.name}-{_('日封')}-{day:%Y%m%d}.jsonl", write)
