from xiangyue.desks.taskforce.queries.across import across
from xiangyue.desks.taskforce.queries.candidates import candidates, proposal_for, proposal_of, proposals, table_of
from xiangyue.desks.taskforce.queries.cases import (
    case_for,
    cases,
    has_withdrawn,
    leaders,
    plan_for,
    step_for,
    steps_of,
    term_for,
)
from xiangyue.desks.taskforce.queries.closing import what_is_missing

__all__ = [
    "across",
    "candidates",
    "case_for",
    "cases",
    "has_withdrawn",
    "leaders",
    "plan_for",
    "proposal_for",
    "proposal_of",
    "proposals",
    "step_for",
    "steps_of",
    "table_of",
    "term_for",
    "what_is_missing",
]
