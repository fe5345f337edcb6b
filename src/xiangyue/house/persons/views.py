from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_GET, require_POST

from xiangyue.counter.guard import needs, seat_of
from xiangyue.counter.posts import Post, on
from xiangyue.counter.readers import TEXT, Asked
from xiangyue.house.persons import actions
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.models import Matter, Party, Seat
from xiangyue.kernel.queries import contact_of

DEED = "retention.forget"


@require_GET
@needs(DEED)
def persons(request: HttpRequest) -> HttpResponse:
    return render(request, "persons/persons.html", {})


@require_POST
@needs(DEED)
def find(request: HttpRequest) -> HttpResponse:
    """By a post: a telephone number stands in no address and in no log."""
    phone = request.POST.get("phone", "")[:40]
    people = [(party, contact_of(party), _matters(party)) for party in actions.found(phone, seat_of(request))]
    return render(request, "persons/persons.html", {"people": people, "asked": True})


def _matters(party: Party) -> list[Matter]:
    return list(Matter.objects.filter(requester=party).order_by("-received_at")[:50])


def _of_town(seat: Seat, pk: int) -> Party:
    return get_object_or_404(actions.people(seat), pk=pk)


def _file(asked: Asked, told: dict[str, Any]) -> HttpResponse:
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="person-{asked.subject.pk}.json"'
    return response


POSTS = on(
    "<int:pk>",
    fetch=_of_town,
    back=lambda asked, pk: reverse("house:persons:persons"),
    rows=(
        Post("hand_over", DEED, actions.hand_over, {"reason": TEXT}, address="copy", shows=_file),
        Post("forget", DEED, kernel.forget, {"reason": TEXT}, _("已注销，这个人的姓名、电话和住址再也打不开。")),
    ),
)
