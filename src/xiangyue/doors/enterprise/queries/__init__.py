"""Reading firms' requests: what waits for whom, what comes back, the month's report and the year's facts."""

from xiangyue.doors.enterprise.queries.desk import (
    done_visits,
    ended_requests,
    open_requests,
    planned_visits,
    plans_due,
    recheck_due,
    request_of,
)
from xiangyue.doors.enterprise.queries.report import (
    first_contact_share,
    month_report,
    supervised_closed,
    visits_a_month,
)

__all__ = [
    "done_visits",
    "ended_requests",
    "first_contact_share",
    "month_report",
    "open_requests",
    "planned_visits",
    "plans_due",
    "recheck_due",
    "request_of",
    "supervised_closed",
    "visits_a_month",
]
