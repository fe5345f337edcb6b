from xiangyue.desks.taskforce.models.case import HardCase, OnTable, Proposal
from xiangyue.desks.taskforce.models.petition import Term
from xiangyue.desks.taskforce.models.plan import Plan, Step
from xiangyue.desks.taskforce.models.record import Check, Meeting, Talk

__all__ = ["Check", "HardCase", "Meeting", "OnTable", "Plan", "Proposal", "Step", "Talk", "Term"]
