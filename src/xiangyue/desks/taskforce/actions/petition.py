"""信访: a case that is a petition too goes through its terms in order; the days are rows of the town with their
source.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xiangyue.counter import promises
from xiangyue.counter.wanted import wanted
from xiangyue.desks.taskforce.actions.tell import require_state, tell
from xiangyue.desks.taskforce.models import HardCase, Term
from xiangyue.desks.taskforce.rules import ASKED, EXTENSION, PETITION, TERMS, due_after, term_after
from xiangyue.kernel import access
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.dated import rule_on
from xiangyue.kernel.errors import MissingRule, Refused, StaleMove
from xiangyue.kernel.first import only_once, still
from xiangyue.kernel.models import Seat
from xiangyue.kernel.timekeeping import local_day

TERM_CLOCK = "taskforce.term"


@transaction.atomic
def open_petition(case: HardCase, *, received_on: date, seat: Seat, at: datetime) -> Term:
    """It is (also) a petition, received on that day, which may lie before the case."""
    access.require(seat, "taskforce.plan", of=case)
    require_state(case, "open", "acting", "resting")
    if received_on > local_day(at):
        raise Refused("信访收到的日子不能在今天之后。")
    return _begin(case, next(iter(TERMS)), received_on, seat, at)


def _begin(case: HardCase, term: str, since: date, seat: Seat, at: datetime) -> Term:
    due_on = due_after(since, days_of(case, term, since))
    made = Term(town_id=case.town_id, case=case, term=term, since=since, promised_on=due_on, due_on=due_on)
    with only_once(StaleMove("这一案的信访时限已经在走，请刷新后再看。")):
        made.save(force_insert=True)
    if term not in ASKED:
        promises.wind(case.matter, f"{TERM_CLOCK}:{made.pk}", on=due_on, unit=case.matter.lead_unit, at=at)
    told = {"term": term, "term_name": TERMS[term], "since": since.isoformat(), "due_on": due_on.isoformat()}
    tell(case, "petition_term_set", seat=seat, at=at, **told)
    return made


def days_of(case: HardCase, term: str, day: date) -> int:
    rule = rule_on(case.matter.town, PETITION, term, day)
    if rule is None:
        raise MissingRule(
            "镇里没有信访“{term}”的天数，请在镇文件夹的规则表里补 petition/{key} 一行。",
            term=TERMS.get(term, "延期"),
            key=term,
        )
    return int(rule.value["days"])


@transaction.atomic
def finish_term(term: Term, *, on: date, words: str, seat: Seat, at: datetime) -> Term:
    """Done on that day, or, of the person's own terms, asked for; the next begins with it. The last ends the way."""
    access.require(seat, "taskforce.plan", of=term)
    if not term.since <= on <= local_day(at):
        raise Refused("办理的日子要在 {since} 和今天之间。", since=term.since.isoformat())
    if term.term in ASKED and on > term.due_on:
        raise Refused("{due} 以后提出的，超过了期限，不再受理（信访工作条例第35、36条）。", due=term.due_on.isoformat())
    how = wanted(words, "请写明文号和结果。")
    still(term, {"done_on": None}, StaleMove("这一步已经办过，请刷新后再看。"), done_on=on, words=how)
    kernel.stop_promise(f"{TERM_CLOCK}:{term.pk}", at=at)
    told = {"term": term.term, "term_name": TERMS[term.term], "on": on.isoformat(), "words": how}
    tell(term.case, "petition_term_done", seat=seat, at=at, **told)
    if following := term_after(term.term):
        _begin(term.case, following, on, seat, at)
    return term


@transaction.atomic
def put_off_reply(term: Term, *, until: date, words: str, seat: Seat, at: datetime) -> Term:
    """Once, by a leader, with what the person was told (art. 34)."""
    access.require(seat, "taskforce.approve", of=term)
    if term.term != "reply":
        raise Refused("只有办结答复的时限可以延长。")
    most = due_after(term.promised_on, days_of(term.case, EXTENSION, term.since))
    if not term.due_on < until <= most:
        raise Refused("最多延到 {most}，并且要晚于现在的 {due}。", most=most.isoformat(), due=term.due_on.isoformat())
    why = wanted(words, "请写明延长的理由，要告诉信访人。")
    done = StaleMove("这个时限已经延过或办过，请刷新后再看。")
    still(term, {"done_on": None, "why_later": ""}, done, due_on=until, why_later=why)
    kernel.stop_promise(f"{TERM_CLOCK}:{term.pk}", at=at)
    matter = term.case.matter
    promises.wind(matter, f"{TERM_CLOCK}:{term.pk}", on=until, unit=matter.lead_unit, at=at)
    told = {"term": term.term, "term_name": TERMS[term.term], "due_on": until.isoformat(), "words": why}
    tell(term.case, "petition_term_later", seat=seat, at=at, **told)
    return term
