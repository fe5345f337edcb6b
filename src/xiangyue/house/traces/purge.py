"""How long the access log is kept: a year at least, longer where the town's dated rule says so."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from xiangyue.house.models import Trace, TraceDay
from xiangyue.kernel.actions import WORKER, tell_house
from xiangyue.kernel.actions.retention import RULE
from xiangyue.kernel.dated import rule_on
from xiangyue.kernel.models import Place
from xiangyue.kernel.timekeeping import local_day

KEY, LEAST_DAYS = "access_log", 365
PURGED = "access_log_purged"


@transaction.atomic
def purge_traces(town: Place, *, at: datetime) -> int:
    """Whole days alone, and only such as stand in a seal; how many lines went. Nothing where the town has no rule."""
    rule = rule_on(town, RULE, KEY, local_day(at))
    if rule is None:
        return 0
    over = at - timedelta(days=max(int(rule.value["days"]), LEAST_DAYS))
    day = TraceDay.objects.filter(town=town, closed_at__lt=over, seal__isnull=False).order_by("-seq").first()
    lines = Trace.objects.filter(town=town, seq__lte=day.upto) if day is not None else Trace.objects.none()
    if day is None or not lines.exists():
        return 0
    gone = lines.delete()[0]
    tell_house(town, PURGED, actor=WORKER, at=at, upto=day.upto, until=day.day.isoformat(), rows=gone)
    return gone
