"""What makes the public pages installable and keeps them for places without a signal."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xiangyue.counter.guard import open_to_all
from xiangyue.kernel.models import Place


@cache
def _worker() -> str:
    return (Path(__file__).parent / "static/house/sw.js").read_text(encoding="utf-8")


@require_GET
@open_to_all("a script without data; it must stand at the root to serve every page")
def service_worker(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_worker(), content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@require_GET
@open_to_all("the name and the colours of a public page")
def manifest(request: HttpRequest, code: str) -> JsonResponse:
    town = get_object_or_404(Place, level="town", code=code)
    home = reverse("portal:home", args=[code])
    return JsonResponse(
        {
            "name": _("%(town)s乡约") % {"town": town.name},
            "short_name": _("乡约"),
            "lang": "zh-Hans",
            "start_url": home,
            "scope": "/",
            "display": "standalone",
            "background_color": "#f4f6f2",
            "theme_color": "#0f4a3d",
            "icons": [{"src": static("house/seal.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
        },
        content_type="application/manifest+json",
    )
