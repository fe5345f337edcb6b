"""Reading firms' requests: what waits for whom, what comes back, and the month's report."""

from xiangyue.doors.enterprise.queries.desk import (
    done_visits,
    ended_requests,
    open_requests,
    planned_visits,
    plans_due,
    recheck_due,
    request_of,
)
from xiangyue.doors.enterprise.queries.report import month_report, visits_a_month

__all__ = [
    "done_visits",
    "ended_requests",
    "month_report",
    "open_requests",
    "planned_visits",
    "plans_due",
    "recheck_due",
    "request_of",
    "visits_a_month",
]
