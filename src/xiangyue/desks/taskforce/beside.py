"""What was written of hard cases, which a purge takes."""

from __future__ import annotations

from xiangyue.desks.taskforce.models import Check, HardCase, Meeting, Plan, Proposal, Step, Talk, Term
from xiangyue.kernel.besides import register

register(Proposal, "words", "decision")
register(HardCase, "why", "closed_words")
register(Plan, *("facts", "should", "can", "how", "law", "say", "test", "change", "decision"), matter="case__matter")
register(Step, "what", "result", matter="plan__case__matter")
register(Meeting, "present", "minutes", "decided", matter="case__matter")
register(Talk, "told", "said", matter="case__matter")
register(Check, "words", matter="case__matter")
register(Term, "words", "why_later", matter="case__matter")
