"""The least that the framework can do with a post: read JSON, answer JSON. No database, no middleware, no log-in."""

from __future__ import annotations

import json

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, JsonResponse
from django.urls import path

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="bare", MIDDLEWARE=[], DATABASES={})


def echo(request: HttpRequest) -> JsonResponse:
    told = json.loads(request.body)
    answer = JsonResponse({"number": told["title"]}, status=201)
    answer["Content-Length"] = str(len(answer.content))
    return answer


urlpatterns = [path("api/matters", echo), path("house/health", lambda request: JsonResponse({}))]
application = get_wsgi_application()
