"""What the secretary reviews, and who evaluates."""

from __future__ import annotations

from datetime import date

from xiangyue.doors.mailbox.models import Evaluation
from xiangyue.doors.mailbox.rules import Evaluator, evaluators_from
from xiangyue.kernel.dated import rule_on
from xiangyue.kernel.models import Matter, Place


def answer_to_review(matter: Matter) -> str:
    """The words of the answer that waits for the secretary: the unit's own, or that of the matter it is joined with."""
    holder, name = (matter.parent, "answered") if matter.parent is not None else (matter, "answer_written")
    last = holder.events.filter(name=name).order_by("-seq").first()
    return str(last.told["text"]) if last is not None else ""


def evaluators(town: Place, day: date) -> list[Evaluator]:
    """Those of the town's dated row, else the default (rules.DEFAULT_EVALUATORS)."""
    rule = rule_on(town, "evaluators", "mailbox", day)
    return evaluators_from(rule.value if rule else None)


def own_evaluations(matter: Matter) -> list[Evaluation]:
    """What the writer scored, of the newest round."""
    scores = list(Evaluation.objects.filter(letter__matter=matter, by=None).order_by("-round", "pk"))
    return [one for one in scores if one.round == scores[0].round]
