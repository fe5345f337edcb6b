"""Reading firms' requests: where each stands, as the firm sees it, as the desk sees it, the month's report and the
year's facts.
"""

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
from xiangyue.doors.enterprise.queries.report import first_contact_share, month_report, supervised_closed
from xiangyue.doors.enterprise.queries.standing import stage_now, visits_a_month

__all__ = [
    "OwnRequest",
    "done_visits",
    "ended_requests",
    "first_contact_share",
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
    "supervised_closed",
    "visits_a_month",
]
