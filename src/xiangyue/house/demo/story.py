"""The life of one order, told as the deeds would have written it, up to the demo's present moment and no further."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from xiangyue.desks.callback.models import Callback
from xiangyue.desks.handling.actions.answer import DOOR_HOW
from xiangyue.desks.handling.actions.work import HOW
from xiangyue.desks.handling.models import Answer, Case
from xiangyue.desks.leader.actions import on_its_day_until
from xiangyue.desks.leader.models import Instruction, Reading
from xiangyue.house.demo.desk import Desk, actor
from xiangyue.house.demo.orders import Order
from xiangyue.kernel.actions import UPPER, WORKER, Actor
from xiangyue.kernel.actions.clocks import RUNG, next_moment
from xiangyue.kernel.actions.history import Step, Story
from xiangyue.kernel.actions.receive import words_sha256
from xiangyue.kernel.models import Clock, Matter, Party, Seat
from xiangyue.kernel.timekeeping import ROUND_THE_CLOCK

OUTCOMES, SATISFIED, CASES = dict(Answer.OUTCOMES), dict(Callback.SATISFIED), dict(Case.KINDS)
_OFFICE_MINUTES = 450  # a working day of the town


class NotYet(Exception):
    """The next deed lies after the demo's present moment."""


@dataclass
class Rows:
    """Rows of the desks that the stories bring along."""

    answers: list[Answer] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    callbacks: list[Callback] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    instructions: list[Instruction] = field(default_factory=list)


@dataclass(frozen=True)
class Quality:
    """How well the town does its work at a time; shares between 0 and 1."""

    contacted: float
    solved: float
    satisfied: float
    late: float
    instructed: float


class Teller:
    """Tells one order. `final_answer_at` is when its last answer was given, once it was."""

    def __init__(
        self,
        order: Order,
        matter: Matter,
        *,
        desk: Desk,
        rows: Rows,
        rng: Random,
        now: datetime,
        texts: dict[str, Any],
        quality: Quality,
        keys: Iterator[int],
        twist: str = "",
    ) -> None:
        self.order, self.matter, self.desk, self.rows, self.rng, self.now = order, matter, desk, rows, rng, now
        self.texts, self.quality, self.keys, self.twist = texts, quality, keys, twist
        self.steps: list[Step] = []
        self.clocks: list[Clock] = []
        self.at = order.received_at
        self.final_answer_at: datetime | None = None
        self.answer: Answer | None = None
        self.merged_at: datetime | None = None

    # --- telling

    def step(self, name: str, at: datetime, who: Actor, into: str = "", /, **particulars: Any) -> None:
        if at > self.now:
            raise NotYet
        self.at = max(self.at, at)
        self.steps.append(Step(name, self.at, who, particulars, into))
        if into:
            self.matter.state = into

    def aside(self, name: str, at: datetime, who: Actor, /, **particulars: Any) -> bool:
        """Something beside the main line; False when it has not happened yet."""
        if at > self.now:
            return False
        self.steps.append(Step(name, at, who, particulars))
        return True

    def clock(self, kind: str, unit: Party | None, due: datetime, office: str, at: datetime) -> Clock:
        made = Clock(
            town_id=self.matter.town_id,
            matter=self.matter,
            kind=kind,
            unit=unit,
            started_at=at,
            due_at=due,
            promised_at=due,
            office=office,
        )
        self.clocks.append(made)
        return made

    def stop(self, *kinds: str, unit: Party | None = None) -> None:
        for clock in self.clocks:
            if clock.stopped_at is None and (not kinds or clock.kind in kinds) and (unit is None or clock.unit == unit):
                clock.stopped_at = self.at

    def after(self, low: int, high: int, unit: Party) -> datetime:
        return self.desk.after(self.at, self.rng.randrange(low, high), unit)

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def story(self) -> Story:
        """The finished story: steps in time, bells of clocks that ran out, the next moment of those still running."""
        for clock in self.clocks:
            self._ring(clock)
        self.steps.sort(key=lambda step: step.at)
        self.matter.closed_at = self.at if self.matter.state in ("closed", "disposed") else None
        return Story(self.matter, self.steps, self.clocks)

    def _ring(self, clock: Clock) -> None:
        ended = clock.stopped_at or self.now
        if clock.paused_at is not None and clock.stopped_at is None:
            return
        if clock.due_at < ended:
            self.aside(
                "clock_rang",
                clock.due_at,
                WORKER,
                clock=clock.kind,
                clock_name=clock.get_kind_display(),
                unit_name=clock.unit.title if clock.unit else "",
                due_at=clock.due_at.isoformat(),
            )
            clock.stage = RUNG
        elif clock.stopped_at is None:
            hours = self.desk.time.office(clock.office, clock.started_at.date())
            clock.next_at, clock.stage = next_moment(clock, hours, self.now)

    # --- the main line

    def tell(self) -> Story:
        try:
            self._arrive()
            if self.order.parent is None:
                self._go_its_way()
        except NotYet:
            pass
        return self.story()

    def _arrive(self) -> None:
        order, matter = self.order, self.matter
        self.step(
            "received",
            order.received_at + timedelta(minutes=self.rng.randrange(3, 20)),
            UPPER,
            "received",
            door=matter.door,
            number=matter.number,
            words_sha256=words_sha256(matter.title, matter.words),
            received_at=matter.received_at.isoformat(),
        )
        self._instruct()
        centre = self.desk.units["centre"]
        urgent = order.category.urgency in ("urgent", "utility")
        minutes = timedelta(minutes=self.rng.randrange(3, 40))
        sorted_at = self.at + minutes if urgent else self.desk.after(self.at, self.rng.randrange(5, 70), centre)
        if self.twist == "unsorted":
            raise NotYet
        seat = self._someone("dispatcher", sorted_at)
        self.step(
            "sorted",
            sorted_at,
            actor(seat),
            "sorted",
            category=order.category.code,
            category_name=str(order.category),
            place=order.place.name,
            urgency=order.category.urgency,
            suggested=self.chance(0.7),
        )
        matter.category, matter.place, matter.urgency = order.category, order.place, order.category.urgency
        self.dispatcher = seat

    def _someone(self, role: str, at: datetime) -> Seat:
        seat = self.desk.seat(at=at, role=role, turn=self.rng.randrange(2))
        if seat is None:
            raise NotYet
        return seat

    def _instruct(self) -> None:
        """The secretary reads the day's matters in the evening, and those of the night early in the morning."""
        if not self.chance(self.quality.instructed):
            return
        local = self.at + timedelta(hours=8)
        evening = local.replace(hour=19, minute=self.rng.randrange(60), second=self.rng.randrange(60))
        if local.hour >= 19:
            evening = (local + timedelta(days=1)).replace(hour=8, minute=self.rng.randrange(50), second=0)
        at = evening - timedelta(hours=8)
        seat = self.desk.seat(at=at, role="secretary")
        if seat is None or at > self.now:
            return
        unit = self.order.category.lead_unit or self.desk.units["centre"]
        text = self.rng.choice(self.texts["instruction"]).format(u=unit.title)
        self.aside("instructed", at, actor(seat), text=text, follower_name=unit.title)
        self.rows.readings.append(Reading(town_id=self.matter.town_id, matter=self.matter, seat=seat, at=at))
        self.rows.instructions.append(
            Instruction(
                town_id=self.matter.town_id,
                matter=self.matter,
                seat=seat,
                text=text,
                follower=unit,
                at=at,
                is_same_day=at < on_its_day_until(self.matter.received_at),
            )
        )

    def _go_its_way(self) -> None:
        if not self.order.twins and self.order.request_type != "praise" and self.chance(0.018):
            self._dispose()
            return
        unit = self._lead_unit()
        self._dispatch(unit)
        unit = self._maybe_object(unit)
        self._sign_and_contact(unit)
        self._handle(unit)
        self._answer(unit, self._outcome())
        self._after_answer()

    def _dispose(self) -> None:
        code, told = self.rng.choice(
            (
                ("LEGAL_CHANNEL", "已电话告知诉求人该事项正在诉讼程序中，请按法定渠道办理"),
                ("SAME_NO_NEW", "与在办事项相同且无新事实，已告知办理进展"),
                ("OUT_OF_SCOPE", "属于市场主体之间的约定，已告知可通过协商或司法途径解决"),
                ("EMERGENCY_TRANSFER", "已立即转110处置并告知诉求人"),
            )
        )
        self.matter.disposition = code
        self.step(
            "disposed",
            self.at + timedelta(minutes=self.rng.randrange(2, 15)),
            actor(self.dispatcher),
            "disposed",
            code=code,
            code_name=dict(Matter.DISPOSITIONS)[code],
            told=told,
        )

    def _lead_unit(self) -> Party:
        category, place = self.order.category, self.order.place
        village = self.desk.village_units.get(place.pk)
        if category.village_may_lead and village and self.desk.works(village, self.at) and self.chance(0.4):
            return village
        unit = category.lead_unit
        return unit if unit and self.desk.works(unit, self.at) else self.desk.units["office-party"]

    def _dispatch(self, unit: Party) -> None:
        matter = self.matter
        due, deadline = self.desk.due(self.at, matter.urgency, unit)
        binding = matter.imported_due_at or due
        self.step(
            "dispatched",
            self.at + timedelta(seconds=self.rng.randrange(20, 120)),
            actor(self.dispatcher),
            "dispatched",
            unit=unit.code,
            unit_name=unit.title,
            due_at=binding.isoformat(),
            due_source="imported" if matter.imported_due_at else deadline.source,
        )
        matter.lead_unit, matter.due_at, matter.computed_due_at = unit, binding, due
        office = ROUND_THE_CLOCK if deadline.unit == "natural_hours" else unit.office_hours or "town"
        for kind, minutes in (("sign", deadline.sign_minutes), ("contact", deadline.contact_minutes)):
            round_the_clock = office == ROUND_THE_CLOCK
            ends = self.at + timedelta(minutes=minutes) if round_the_clock else self.desk.after(self.at, minutes, unit)
            self.clock(kind, unit, ends, office, self.at)
        self.clock("answer", unit, binding, office, self.at)

    def _prompt(self, unit: Party, low: int, high: int) -> datetime:
        if self.matter.urgency in ("urgent", "utility"):
            return self.at + timedelta(minutes=self.rng.randrange(2, max(3, high // 6)))
        return self.after(low, high, unit)

    def _case(self, kind: str, state: str, asker: Party, at: datetime, reason: str, **more: Any) -> Case:
        """A request by the lead unit; the caller tells the event."""
        seat = self.desk.seat(at=at, unit=asker)
        if seat is None or at > self.now:
            raise NotYet
        case = Case(
            pk=next(self.keys),
            town_id=self.matter.town_id,
            matter=self.matter,
            kind=kind,
            state=state,
            asked_by=seat,
            asked_at=at,
            reason=reason,
            **more,
        )
        self.rows.cases.append(case)
        return case

    def _ask(self, case: Case, at: datetime, to: str = "") -> None:
        told: dict[str, Any] = {
            "case": case.pk,
            "kind": case.kind,
            "kind_name": CASES[case.kind],
            "reason": case.reason,
        }
        if case.basis:
            told["basis"] = case.basis
        if case.unit is not None:
            told["unit_name"] = case.unit.title
        if case.until is not None:
            told["until_at"] = case.until.isoformat()
        self.step("case_asked", at, actor(case.asked_by), to, **told)

    def _decide(self, case: Case, granted: bool, decision: str, to: str = "") -> Seat:
        delay = 60 * 24 * 10 if self.twist == case.kind else self.rng.randrange(30, 240)
        at = self.desk.after(self.at, delay, self.desk.units["centre"])
        seat = self._someone("reviewer", at)
        self.step(
            "case_granted" if granted else "case_refused",
            at,
            actor(seat),
            to,
            case=case.pk,
            kind=case.kind,
            kind_name=CASES[case.kind],
            decision=decision,
        )
        case.decided_by, case.decided_at, case.decision = seat, at, decision
        return seat

    def _maybe_object(self, unit: Party) -> Party:
        """退单: refused, or upheld and sent to the suggested unit."""
        others = [self.desk.units[code] for code in self.order.category.assist_codes]
        others = [other for other in others if self.desk.works(other, self.at)]
        if self.matter.urgency in ("urgent", "utility") or not (self.chance(0.02) or self.twist == "objection"):
            return unit
        other = others[0] if others else self.desk.units["office-build" if unit.code != "office-build" else "law-team"]
        at = self.after(10, 120, unit)
        case = self._case(
            "objection",
            "open",
            unit,
            at,
            f"经核实，该事项属于{other.title}职责，不属于本单位",
            basis="镇级履职事项清单",
            unit=other,
        )
        self._ask(case, at, "objected")
        if self.chance(0.55):
            self._decide(case, True, "退单理由成立，按职责改派", "sorted")
            case.state = "upheld"
            self.stop()
            self.matter.lead_unit = None
            self._dispatch(other)
            return other
        self._decide(case, False, "首接单位应当牵头办理，相关单位配合", "signed")
        case.state = "refused"
        self.stop("sign")
        return unit

    def _handler(self, unit: Party, at: datetime) -> Seat:
        seat = self.desk.seat(at=at, unit=unit, turn=self.matter.pk)
        if seat is None:
            raise NotYet
        return seat

    def _sign_and_contact(self, unit: Party) -> None:
        if self.matter.state == "dispatched":
            at = self._prompt(unit, 5, 200)
            self.step("signed", at, actor(self._handler(unit, at)), "signed", unit_name=unit.title)
            self.stop("sign")
        who = actor(self._handler(unit, self.at))
        if self.chance(0.07):
            self.step(
                "contact_logged",
                self._prompt(unit, 5, 60),
                who,
                how="phone",
                how_name=HOW["phone"],
                reached=False,
                summary="电话无人接听，稍后再拨",
            )
        how = self.rng.choices(("phone", "visit", "message"), (8, 2, 1))[0]
        summary = self.rng.choice(
            ("核实了地点和情况，约定现场查看", "了解诉求，说明办理时限", "已约好上门时间", "当面看了现场，诉求人在场")
        )
        self.step(
            "contacted",
            self._prompt(unit, 8, 220),
            who,
            "contacted",
            how=how,
            how_name=HOW[how],
            reached=True,
            summary=summary,
        )
        self.stop("contact")

    def _handle(self, unit: Party) -> None:
        note = {"note": "已安排人员到现场"} if self.chance(0.4) else {}
        at = self._prompt(unit, 3, 90)
        self.step("handling_begun", at, actor(self._handler(unit, at)), "handling", **note)
        urgent = self.matter.urgency in ("urgent", "utility")
        if self.twist == "whistle" or self.chance(0.06):
            self._whistle(unit)
        if not urgent and (self.twist == "extension" or self.chance(0.03)):
            self._extend(unit)
        elif not urgent and (self.twist in ("suspension", "ledger") or self.chance(0.012)):
            self._hold(
                unit, "ledger" if self.twist == "ledger" or (not self.twist and self.chance(0.4)) else "suspension"
            )

    def _whistle(self, unit: Party) -> None:
        others = [self.desk.units[code] for code in self.order.category.assist_codes]
        village = self.desk.village_units.get(self.order.place.pk)
        others = [
            one for one in [*others, *([village] if village else [])] if self.desk.works(one, self.at) and one != unit
        ]
        if not others:
            others = [self.desk.units["law-team" if unit.code != "law-team" else "office-build"]]
        other = others[0]
        at = self._prompt(unit, 5, 60)
        due = self.desk.after(at, 2 * _OFFICE_MINUTES, other)
        case = self._case("whistle", "blown", unit, at, f"请{other.title}到场配合处理", unit=other, until=due)
        self.step(
            "whistled",
            at,
            actor(case.asked_by),
            case=case.pk,
            unit_name=other.title,
            reason=case.reason,
            due_at=due.isoformat(),
        )
        self.clock("assist", other, due, other.office_hours or "town", at)
        if self.twist == "whistle":
            return
        for name, state, response in (
            ("whistle_responded", "responded", "已派人到场"),
            ("whistle_done", "done", "配合事项已办完"),
        ):
            at = self._prompt(other, 10, 200)
            self.step(name, at, actor(self._handler(other, at)), case=case.pk, unit_name=other.title, response=response)
            case.state, case.response, case.responded_at = state, response, at
        self.stop("assist", unit=other)

    def _running(self) -> Clock:
        return next(clock for clock in self.clocks if clock.kind == "answer" and clock.stopped_at is None)

    def _extend(self, unit: Party) -> None:
        clock = self._running()
        at = self.after(_OFFICE_MINUTES // 3, _OFFICE_MINUTES, unit)
        until = self.desk.after(clock.due_at, 3 * _OFFICE_MINUTES, unit)
        if at >= clock.due_at:
            return
        case = self._case("extension", "asked", unit, at, "需要外协单位进场施工，已向诉求人说明原因", until=until)
        self._ask(case, at)
        granted = self.chance(0.85)
        seat = self._decide(case, granted, "情况属实，同意" if granted else "抓紧办理，不同意延期")
        case.state = "granted" if granted else "refused"
        if granted:
            self.step(
                "clock_extended",
                self.at,
                actor(seat),
                clock="answer",
                clock_name=clock.get_kind_display(),
                old_due_at=clock.due_at.isoformat(),
                due_at=until.isoformat(),
                reason=case.reason,
            )
            clock.due_at = self.matter.due_at = until

    def _hold(self, unit: Party, kind: str) -> None:
        clock = self._running()
        at = self.after(_OFFICE_MINUTES // 3, _OFFICE_MINUTES, unit)
        if at >= clock.due_at:
            return
        days = self.rng.randrange(40, 90) if kind == "ledger" else self.rng.randrange(8, 25)
        until = at + timedelta(days=days)
        reason = "涉及历史遗留问题，短期内无法解决" if kind == "ledger" else "等待专业机构出具鉴定意见"
        case = self._case(kind, "asked", unit, at, reason, basis="镇级中止和挂账办法（演示）", until=until)
        self._ask(case, at)
        seat = self._decide(case, True, "同意，到期自动恢复", "on_ledger" if kind == "ledger" else "suspended")
        case.state = "granted"
        paused_at, why = self.at, f"{CASES[kind]}：{reason}"
        clock.paused_at = paused_at
        self.step("clock_paused", self.at, actor(seat), clock="answer", clock_name=clock.get_kind_display(), reason=why)
        back = self.clock("return", unit, until, ROUND_THE_CLOCK, self.at)
        self.step("came_back", until + timedelta(seconds=2), WORKER, "handling", reason="到期自动恢复办理")
        case.state, back.stopped_at, back.stage = "ended", self.at, RUNG
        left = max(0, int((clock.due_at - paused_at).total_seconds() // 86400))
        due = self.desk.after(self.at, max(1, left) * _OFFICE_MINUTES, unit)
        clock.paused_at, clock.pauses = None, [[paused_at.isoformat(), self.at.isoformat(), "到期自动恢复办理"]]
        clock.due_at = self.matter.due_at = due
        self.step(
            "clock_resumed",
            self.at,
            WORKER,
            clock="answer",
            clock_name=clock.get_kind_display(),
            unit_name=unit.title,
            due_at=due.isoformat(),
        )

    # --- the answer and what the person says of it

    def _outcome(self) -> str:
        if self.order.request_type in ("consult", "praise"):
            return "explained"
        return self.rng.choices(("solved", "partly", "explained", "planned"), (78, 6, 10, 6))[0]

    def _answer_moment(self, unit: Party) -> datetime:
        due, share = self._running().due_at, self.rng.random() ** 1.3
        if self.chance(self.quality.late):
            return self.desk.after(due, self.rng.randrange(30, 900), unit)
        at = self.at + (due - self.at) * (0.06 + 0.8 * share)
        if self.merged_at is not None:
            at = max(at, self.merged_at + timedelta(minutes=30))
        return (
            at if self.matter.urgency in ("urgent", "utility") else min(self.desk.after(at, 1, unit), max(due, self.at))
        )

    def _answer(self, unit: Party, outcome: str) -> None:
        at = max(self._answer_moment(unit), self.at)
        if at > self.now:
            raise NotYet
        seat, matter = self._handler(unit, at), self.matter
        text = self._answer_text(unit, outcome)
        if matter.due_at is not None and at > matter.due_at:
            text += "\n（逾期说明：施工队进场晚于计划，已向诉求人致歉）"
        how, door = self.rng.choice(("phone", "phone", "visit", "message")), self.rng.choice(("system", "export"))
        answer = Answer(
            pk=next(self.keys),
            town_id=matter.town_id,
            matter=matter,
            unit=unit,
            text=text,
            outcome=outcome,
            written_at=at,
        )
        self.rows.answers.append(answer)
        if self.chance(0.35):
            self.step(
                "answer_written",
                at,
                actor(seat),
                "answer_ready",
                answer=answer.pk,
                outcome=outcome,
                outcome_name=OUTCOMES[outcome],
                text=text,
            )
            for to, name, way in (("requester", "诉求人", HOW[how]), ("door", "来件渠道", DOOR_HOW[door])):
                self.step(
                    "delivered",
                    self.at + timedelta(minutes=self.rng.randrange(2, 30)),
                    actor(seat),
                    answer=answer.pk,
                    to=name,
                    how=way,
                )
                setattr(answer, f"to_{to}_at", self.at)
                setattr(answer, f"to_{to}_how", how if to == "requester" else door)
        answer.to_requester_at, answer.to_requester_how = answer.to_requester_at or at, how
        answer.to_door_at, answer.to_door_how = answer.to_door_at or at, door
        self.step(
            "answered",
            self.at if self.at > at else at,
            actor(seat),
            "answered",
            answer=answer.pk,
            text=text,
            outcome_name=OUTCOMES[outcome],
            requester_how=HOW[how],
            door_how=DOOR_HOW[door],
        )
        matter.answered_at, self.final_answer_at, self.answer = self.at, self.at, answer
        self.stop("sign", "contact", "answer")

    def _answer_text(self, unit: Party, outcome: str) -> str:
        did = self.rng.choice(self.texts["categories"][self.order.category.code]["did"]).replace(
            "{n}", self.rng.choice("二三四五六")
        )
        place = self.order.place.name
        if outcome == "planned":
            return f"您好，您反映的{place}问题属实，{unit.title}已列入近期计划，有进展会主动告知您。"
        if outcome == "explained":
            return f"您好，{unit.title}已就您反映的事项与您联系说明，{did}。如有疑问可再联系我们。"
        tail = "剩余部分将继续推进。" if outcome == "partly" else "感谢您的监督。"
        return f"您好，您反映的{place}的问题，{unit.title}已现场处理：{did}。{tail}"

    def _after_answer(self) -> None:
        self._await()
        solved = self._call_back(first=True)
        if solved is False:
            self._redo()
        self._upper_result()

    def _await(self) -> None:
        at = self.at + timedelta(seconds=2)
        due = at + timedelta(days=3)
        self.step("callback_awaited", at, WORKER, "awaiting_callback", due_at=due.isoformat())
        self.clock("callback", None, due, ROUND_THE_CLOCK, at)

    def _call_back(self, *, first: bool) -> bool | None:
        """True solved and closed, False reopened, None closed unreached."""
        centre, matter = self.desk.units["centre"], self.matter
        tried = sum(1 for one in self.rows.callbacks[-12:] if one.matter is matter and one.source == "own")
        for attempt in range(tried + 1, tried + 4):
            at = self.after(60, 600 if attempt == tried + 1 else 400, centre)
            seat = self._someone("callback", at)
            reached = self.chance(0.84)
            if not reached:
                self.step("callback_failed", at, actor(seat), attempt=attempt, words="电话无人接听")
                self._callback("own", attempt, at, seat, None)
                continue
            said = self._said(self.quality.solved if first else 1.0)
            self._callback("own", attempt, at, seat, said)
            self.step(
                "called_back",
                at,
                actor(seat),
                "called_back",
                attempt=attempt,
                contacted=said["contacted"],
                solved=said["solved"],
                satisfied=said["satisfied"],
                satisfied_name=SATISFIED[said["satisfied"]],
                words=said["words"],
            )
            self.stop()
            if said["solved"]:
                self.step("closed", at, actor(seat), "closed", why="诉求人确认已解决")
                return True
            matter.reopened_count += 1
            matter.answered_at = None
            self.step("reopened", at, actor(seat), "reopened", reason=said["words"], by="callback")
            return False
        seat = self._someone("callback", self.at)
        failed = sum(1 for one in self.rows.callbacks[-12:] if one.matter is matter and not one.reached)
        self.step("callback_failed", self.at, actor(seat), "called_back", attempt=failed)
        self.stop()
        self.step("closed", self.at, actor(seat), "closed", why=f"{failed} 次回访均未接通")
        return None

    def _said(self, solved_share: float) -> dict[str, Any]:
        solved = self.chance(solved_share)
        contacted = solved or self.chance(self.quality.contacted)
        contacted = contacted and self.chance(0.5 + self.quality.contacted / 2)
        if solved:
            yes = self.quality.satisfied
            satisfied = self.rng.choices(
                ("yes", "mostly", "fair", "no"), (yes, (1 - yes) * 0.65, (1 - yes) * 0.25, (1 - yes) * 0.1)
            )[0]
        else:
            satisfied = self.rng.choices(("mostly", "fair", "no"), (1, 3, 6))[0]
        words = self.rng.choice(self.texts["citizen"] if solved else self.texts["unhappy"])
        return {"contacted": contacted, "solved": solved, "satisfied": satisfied, "words": words}

    def _callback(
        self, source: str, attempt: int, at: datetime, seat: Seat | None, said: dict[str, Any] | None
    ) -> None:
        if at > self.now:
            raise NotYet
        matter = self.matter
        if said is not None:
            for earlier in self.rows.callbacks[-12:]:
                if earlier.matter is matter and earlier.source == source:
                    earlier.counts = False
        self.rows.callbacks.append(
            Callback(
                town_id=matter.town_id,
                matter=matter,
                source=source,
                attempt=attempt,
                at=at,
                seat=seat,
                reached=said is not None,
                contacted=said["contacted"] if said else None,
                solved=said["solved"] if said else None,
                satisfied=said["satisfied"] if said else "",
                counts=said is not None,
                unit_id=matter.lead_unit_id,
                words=(said["words"] if said else "电话无人接听") if source == "own" else "",
                place_id=matter.place.pk if matter.place else None,
                category=matter.category,
            )
        )

    def _redo(self) -> None:
        """重办 by the same unit on a fresh clock, answered again and asked again."""
        unit = self.matter.lead_unit
        if unit is None:
            raise NotYet
        due, deadline = self.desk.due(self.at, self.matter.urgency, unit)
        office = ROUND_THE_CLOCK if deadline.unit == "natural_hours" else unit.office_hours or "town"
        self.clock("answer", unit, due, office, self.at)
        self.matter.due_at = due
        at = self._prompt(unit, 20, 200)
        self.step("handling_begun", at, actor(self._handler(unit, at)), "handling", note="重办，再次到现场")
        self._answer(unit, "solved")
        self._await()
        self._call_back(first=False)

    def _upper_result(self) -> None:
        """12345's own call-back comes home a few days after the last answer; consultations are not asked."""
        if self.order.request_type in ("consult", "praise") or self.final_answer_at is None:
            return
        at = self.final_answer_at + timedelta(days=self.rng.randrange(2, 6), minutes=self.rng.randrange(0, 300))
        if at > self.now:
            return
        if not self.chance(0.77):
            self.aside("result_imported", at, UPPER, reached=False, closed_at=at.isoformat())
            self._callback("imported", 1, at, None, None)
            return
        said = self._said(self.quality.solved * (0.75 if self.matter.reopened_count else 1))
        self.aside(
            "result_imported",
            at,
            UPPER,
            reached=True,
            contacted=said["contacted"],
            solved=said["solved"],
            satisfied=said["satisfied"],
            satisfied_name=SATISFIED[said["satisfied"]],
            closed_at=at.isoformat(),
        )
        self._callback("imported", 1, at, None, said)

    # --- twins

    def merge_under(self, parent: Teller) -> None:
        """After `_arrive`; the parent has not been told yet."""
        if self.matter.state != "sorted":
            return
        try:
            self.step(
                "merged",
                self.at + timedelta(minutes=self.rng.randrange(2, 25)),
                actor(self.dispatcher),
                "merged",
                parent=parent.matter.number,
                reason="同一事",
            )
        except NotYet:
            return
        self.matter.parent = parent.matter
        parent.merged_at = max(parent.merged_at or self.at, self.at)

    def answer_with(self, parent: Teller) -> None:
        """The parent's first answer, told to this caller too, and asked after like any other."""
        given = next((step for step in parent.steps if step.name == "answered"), None)
        if self.matter.state != "merged" or given is None or parent.answer is None:
            return
        source = next(one for one in self.rows.answers if one.pk == given.particulars["answer"])
        own = Answer(
            pk=next(self.keys),
            town_id=self.matter.town_id,
            matter=self.matter,
            unit=source.unit,
            text=source.text,
            outcome=source.outcome,
            written_at=given.at,
            to_requester_at=given.at,
            to_requester_how=source.to_requester_how,
            to_door_at=given.at,
            to_door_how=source.to_door_how,
        )
        try:
            self.step(
                "answered_with_parent",
                given.at + timedelta(seconds=1),
                WORKER,
                "answered",
                answer=own.pk,
                text=own.text,
                outcome_name=OUTCOMES[own.outcome],
                requester_how=HOW[own.to_requester_how],
                door_how=DOOR_HOW[own.to_door_how],
            )
            self.rows.answers.append(own)
            self.matter.lead_unit, self.matter.answered_at = source.unit, self.at
            self.final_answer_at = self.at
            self._after_answer()
        except NotYet:
            pass
