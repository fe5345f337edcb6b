"""Reading firms' requests: what waits for whom, what comes back, and the month's report."""

from xiangyue.doors.enterprise.queries.desk import (
    done_visits,
    planned_visits,
    plans_due,
    recheck_due,
    request_of,
    requests,
)
from xiangyue.doors.enterprise.queries.report import month_report, visits_a_month

__all__ = [
    "done_visits",
    "month_report",
    "planned_visits",
    "plans_due",
    "recheck_due",
    "request_of",
    "requests",
    "visits_a_month",
]
