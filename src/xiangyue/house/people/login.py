"""The door for those who work here. Names are locked for an address by axes; an address that tries many names, here."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xiangyue.counter.guard import came_from, moment_of
from xiangyue.counter.tally import count, counted
from xiangyue.counter.throttle import asker
from xiangyue.house.people.addresses import ELSEWHERE, may_log_in
from xiangyue.kernel.errors import NotAllowed


class Login(LoginView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if counted(*_in_vain(request)) >= settings.PROFILE.sprayed:
            return render(request, "house/locked.html", status=429)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        if not may_log_in(form.get_user(), came_from(self.request), moment_of(self.request)):
            raise NotAllowed(ELSEWHERE)
        return super().form_valid(form)

    def form_invalid(self, form: Any) -> HttpResponse:
        count(*_in_vain(self.request))
        return super().form_invalid(form)


def _in_vain(request: HttpRequest) -> tuple[str, timedelta, Any]:
    """Log-ins in vain from this address, whoever was named."""
    return f"login:{asker(request)}", timedelta(minutes=settings.PROFILE.lock_minutes), moment_of(request)
