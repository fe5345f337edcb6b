"""Reading firms' requests: where each stands, as the firm sees it, as the desk sees it, and the month's report."""

from xiangyue.doors.enterprise.queries.desk import (
    done_visits,
    ended_requests,
    firms_of,
    open_requests,
    planned_visits,
    plans_due,
    recheck_due,
    request_of,
    stewards_of,
)
from xiangyue.doors.enterprise.queries.own import OwnRequest, open_towns, own_request
from xiangyue.doors.enterprise.queries.report import month_report
from xiangyue.doors.enterprise.queries.standing import stage_now, visits_a_month

__all__ = [
    "OwnRequest",
    "done_visits",
    "ended_requests",
    "firms_of",
    "month_report",
    "open_requests",
    "open_towns",
    "own_request",
    "planned_visits",
    "plans_due",
    "recheck_due",
    "request_of",
    "stage_now",
    "stewards_of",
    "visits_a_month",
]
