"""提请: the criteria propose each night, people at any time; whoever may take in decides."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from xiangyue.counter.wanted import at_most, wanted
from xiangyue.desks.taskforce.models import HardCase, Proposal
from xiangyue.desks.taskforce.queries.candidates import candidates, table_of
from xiangyue.desks.taskforce.rules import REASONS
from xiangyue.kernel import access
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import Refused, StaleMove
from xiangyue.kernel.first import only_once, still
from xiangyue.kernel.models import Event, Matter, Place, Seat
from xiangyue.kernel.timekeeping import local_day
from xiangyue.lib.marking import marked as _


def why_not(matter: Matter) -> str:
    """Why it cannot be proposed or taken in; empty where it can."""
    if matter.closed_at is not None:
        return _("已经办结，不能收进专班；要求重办以后可以收。")
    if matter.parent_id is not None:
        return _("已并入别的事项，请对主件提请。")
    if table_of(matter) is not None:
        return _("已经在专班的案件里。")
    return _("自己办过专班案件，请对那一案要求重办。") if HardCase.objects.filter(matter=matter).exists() else ""


@transaction.atomic
def propose(matter: Matter, *, words: str, seat: Seat, at: datetime) -> Proposal:
    """By a person, who may say why."""
    access.require(seat, "taskforce.propose", of=matter)
    if why := why_not(matter):
        raise Refused(why)
    return _propose(matter, ["chosen"], at_most(words), seat, at)


@transaction.atomic
def _propose(matter: Matter, reasons: list[str], words: str, seat: Seat | None, at: datetime) -> Proposal:
    made = Proposal(
        town_id=matter.town_id, matter=matter, state="waiting", reasons=reasons, words=words, by=seat, at=at
    )
    with only_once(StaleMove("{number} 已经提请过，在等决定，不用重复提请。", number=matter.number)):
        made.save(force_insert=True)
    told: dict[str, Any] = {"proposal": made.pk, "reasons": reasons, "reason_names": [REASONS[one] for one in reasons]}
    told |= {"words": words} if words else {}
    actor = kernel.Actor.of(seat) if seat is not None else kernel.WORKER
    kernel.record(matter, "hard_proposed", actor=actor, at=at, **told)
    return made


def propose_fitting(town: Place, *, at: datetime) -> int:
    """Every open matter that meets a criterion of the town and that nobody has decided on; how many were proposed."""
    done = 0
    for matter, reasons in candidates(town, at):
        _propose(matter, reasons, "", None, at)
        done += 1
    return done


@transaction.atomic
def decline(proposal: Proposal, *, words: str, not_before: date | None, seat: Seat, at: datetime) -> Event:
    """Until `not_before` the criteria do not propose it again; a person may."""
    access.require(seat, "taskforce.take", of=proposal)
    why = wanted(words, "请写明为什么暂不收，提请的人会看到。")
    if not_before is not None and not_before <= local_day(at):
        raise Refused("再看的日子要在今天之后。")
    columns = {"decided_by": seat, "decided_at": at, "decision": why, "not_before": not_before}
    done = StaleMove("这件提请已经有决定了，请刷新后再看。")
    still(proposal, {"state": "waiting"}, done, state="declined", **columns)
    told: dict[str, Any] = {"proposal": proposal.pk, "words": why}
    told |= {"not_before": not_before.isoformat()} if not_before else {}
    return kernel.record(proposal.matter, "hard_declined", actor=kernel.Actor.of(seat), at=at, **told)
