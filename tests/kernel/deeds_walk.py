"""A walk of deeds, legal or not, over matters of every kind: the desks' own deeds and the kernel's, in one small town.

Every choice is made by the `Random` that is handed in, so that hypothesis can steer it and a fixed seed repeats it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any, NotRequired, get_args, get_origin

import pytest
from cast import NOON, Cast, later
from django.db import IntegrityError, connection
from kernel.deeds_onward import NEVER_DONE, ONWARD

from xiangyue.desks.callback import actions as callback
from xiangyue.desks.handling import actions as handling
from xiangyue.desks.handling.models import Case
from xiangyue.house.timers import work_once
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import gates, kinds, moves, vocabulary
from xiangyue.kernel.errors import IllegalMove, Refused
from xiangyue.kernel.models import Attachment, Clock, Event, Link, Matter, Party, Seat
from xiangyue.kernel.timekeeping import ROUND_THE_CLOCK, TownTime, local_day

UNITS = {"water": "water", "roads": "roads", "heat": "heat", "v-dayang": "village"}  # unit → who sits there
PROMISES = ("test.promise:a", "test.promise:b", "other.plan:c")
PDF = b"%PDF-1.4 "


class Nothing(Exception):
    """There is nothing to do this deed with."""


def told_of(name: str) -> dict[str, Any]:
    """Particulars of the registered shape."""
    fields = vocabulary.kinds()[name].fields.items()
    asked = {key: kind for key, kind in fields if get_origin(kind) is not NotRequired}
    return {key: NOON.isoformat() if key.endswith("_at") else _value(kind) for key, kind in asked.items()}


def _value(kind: Any) -> Any:
    return {str: "按规定", int: 1, bool: True}.get(kind, ["按规定"] if str in get_args(kind) else 1)


class Walk:
    """`promises` is what the clocks of rooms must look like: owner → when it was first due, None once stopped."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.town_id, self.at = cast, cast.town.pk, NOON
        self.actor = kernel.Actor.of(cast.seats["dispatcher"])
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.promises: dict[str, Any] = {}
        self.said = 0
        self.story: list[str] = []

    # --- one step

    def onward(self, dice: Random) -> None:
        """A few deeds that go on from where one of the matters stands."""
        if dice.random() < 0.05:
            return self.receive(None, dice)
        matter = self.one(dice, is_open=dice.random() < 0.8)
        for _ in range(3):
            self.next_deed(self.again(matter.pk), dice)

    def next_deed(self, matter: Matter, dice: Random) -> None:
        if Case.objects.filter(matter=matter, state__in=("open", "asked")).exists() and dice.random() < 0.5:
            return self.attempt("decide", dice, matter)
        if matter.state == "in_parts" and dice.random() < 0.25:
            return self.attempt("reunite", dice, matter)
        if matter.state == "in_parts":
            matter = self.again(dice.choice(kernel.parts_of(matter)).pk)
        if matter.state == "merged" and matter.parent is not None and dice.random() < 0.6:
            matter = self.again(matter.parent.pk)
            if dice.random() < 0.2:
                return self.attempt("withdraw", dice, matter)
        shut = [gate for gate in kinds.get(matter.kind).gates if not gates.is_open(matter, gate.to)]
        if shut and dice.random() < 0.4:
            return self.attempt("pass_gate", dice, matter, name=dice.choice(shut).events[0])
        self.attempt(dice.choice(ONWARD[matter.state].split()), dice, matter)

    def rarest(self, dice: Random) -> None:
        """One of the deeds that were done least, on a matter from which it goes on where there is one."""
        deed = dice.choice(sorted(set(DEEDS) - NEVER_DONE, key=lambda name: (self.done[name], name))[:8])
        states = [state for state, deeds in ONWARD.items() if deed in deeds.split()]
        keys = Matter.objects.filter(town=self.town_id, state__in=states).exclude(kind="house").order_by("pk")
        fitting = list(keys.values_list("pk", flat=True))
        self.attempt(deed, dice, self.again(dice.choice(fitting)) if fitting else self.one(dice))

    def attempt(self, deed: str, dice: Random, matter: Matter, **more: Any) -> None:
        """A deed is done, or refused in words and then nothing at all was written."""
        self.at = later(self.at, minutes=1)
        self.story.append(f"{self.at:%F %R} {deed}: {matter.number} {matter.kind} {matter.state}")
        before = self.everything()
        try:
            DEEDS[deed](self, matter, dice, **more)
        except Nothing:
            return
        except Refused:
            self.refused[deed] += 1
        else:
            self.done[deed] += 1
            return
        assert self.everything() == before, f"{deed} was refused and wrote something"

    def everything(self) -> list[list[tuple[Any, ...]]]:
        """Every row of the town that a deed may write, as the database has it."""
        rows = []
        with connection.cursor() as cursor:
            for model in (Matter, Event, Clock, Link, Attachment, Case, Party):
                cursor.execute(f"SELECT * FROM {model._meta.db_table} WHERE town_id = %s ORDER BY id", [self.town_id])
                rows.append(cursor.fetchall())
        return rows

    # --- who and what

    def one(self, dice: Random, *, is_open: bool = False) -> Matter:
        """As a page reads it; a house's own is never asked for."""
        rows = Matter.objects.filter(town=self.town_id).exclude(kind="house").order_by("pk")
        still = rows.filter(closed_at=None) if is_open else rows
        keys = list(still.values_list("pk", flat=True)) or list(rows.values_list("pk", flat=True))
        return self.again(dice.choice(keys))

    def again(self, pk: int) -> Matter:
        joined = ("town", "parent__town", "lead_unit", "requester", "category", "place")
        return Matter.objects.select_related(*joined).get(pk=pk)

    def seat(self, matter: Matter) -> Seat:
        """Whoever leads it; somebody else where nobody does."""
        return self.cast.seats[UNITS.get(matter.lead_unit.code if matter.lead_unit else "", "water")]

    def unit(self, dice: Random) -> Party:
        return self.cast.units[dice.choice(["water", "water", "roads", "roads", "heat", "v-dayang"])]

    def mine(self, matter: Matter, deed: Callable[..., Any], **more: Any) -> Any:
        return deed(matter, seat=self.seat(matter), at=self.at, **more)

    def town(self, deed: Callable[..., Any], *what: Any, **more: Any) -> Any:
        return deed(*what, actor=self.actor, at=self.at, **more)

    def clock(self, dice: Random, **such: Any) -> Clock:
        """Rather one that runs, of whichever matter."""
        rows = (
            Clock.objects.filter(town=self.town_id, **such)
            .select_related("matter__town", "town", "unit")
            .order_by("pk")
        )
        running = list(rows.filter(stopped_at=None))
        return dice.choice((running if dice.random() < 0.8 else list(rows)) or [_nothing()])

    # --- deeds

    def receive(self, _: Matter | None, dice: Random, *, kind: str = "") -> None:
        names = [one.name for one in kinds.all_kinds() if one.name not in ("part", "house", "undone")]
        self.said += 1
        self.cast.say(
            f"第{self.said}件",
            at=self.at,
            number=f"W{self.said:04d}",
            kind=kind or dice.choice(names),
            request_type=dice.choice(["help", "help", "help", "complaint", "report"]),
            imported_due_at=dice.choice([None, later(self.at, days=4)]),
        )

    def receive_number_again(self, matter: Matter, _: Random) -> None:
        with pytest.raises(IntegrityError):
            self.cast.say(number=matter.number, at=self.at)
        raise Refused("这个编号已经有了。")

    def receive_request_again(self, _: Matter, dice: Random) -> None:
        words = dice.choice(["路灯不亮", "井盖丢了"])
        asked = kernel.Intake(f"R{words}", words, words, self.at, request_id="same", kind="appeal")
        more = {"door": "portal", "actor": kernel.REQUESTER, "at": self.at}
        first, _made, is_new = kernel.receive_once(self.cast.town, asked, **more)
        assert (first.words, is_new) == (words, not self.done["receive_request_again"])

    def tell_house(self, _: Matter, dice: Random) -> None:
        self.town(kernel.tell_house, self.cast.town, "purged", what="旧照片", rows=dice.randrange(9))

    def sort(self, matter: Matter, dice: Random) -> None:
        category = self.cast.categories[dice.choice(["W01", "R01", "H01", "V01"])]
        urgency = dice.choice(["general", "general", "utility", "complex", "urgent"])
        more = {"place": dice.choice([None, self.cast.places["dayang"]]), "urgency": urgency, "suggested": False}
        self.town(kernel.sort, matter, category=category, **more)

    def dispose(self, matter: Matter, dice: Random) -> None:
        code = dice.choice(["OUT_OF_SCOPE", "LEGAL_CHANNEL", "NO_SUCH"])
        self.town(kernel.dispose, matter, code=code, told=dice.choice(["已电话告知", " "]))

    def undo_disposal(self, matter: Matter, _: Random) -> None:
        self.town(kernel.undo_disposal, matter, reason="处置有误")

    def assign(self, matter: Matter, dice: Random) -> None:
        self.town(kernel.assign_lead, matter, unit=self.unit(dice), note="请办理")

    def undo_assignment(self, matter: Matter, _: Random) -> None:
        self.town(kernel.undo_assignment, matter, reason="派错了")

    def settle(self, matter: Matter, dice: Random) -> None:
        if matter.kind == "part":  # what is settled on the spot is not split first
            raise Nothing
        self.town(
            kernel.settle, matter, unit=self.unit(dice), text=dice.choice(["当场修好了水管", "当场换了路灯", "好"])
        )

    def merge(self, matter: Matter, dice: Random) -> None:
        self.town(kernel.merge, matter, parent=self.one(dice, is_open=dice.random() < 0.8), reason="同一件事")

    def unmerge(self, matter: Matter, _: Random) -> None:
        self.town(kernel.unmerge, matter, reason="不是同一件")

    def split(self, matter: Matter, dice: Random) -> None:
        codes = dice.choice([["W01"], ["W01", "R01"], ["R01", "W01"], ["R01", "V01", "H01"]])
        asks = [kernel.Ask(f"第{code}样事情请办理", self.cast.categories[code], self.unit(dice)) for code in codes]
        self.town(kernel.split, matter, asks)

    def reunite(self, matter: Matter, _: Random) -> None:
        self.town(kernel.reunite, matter, reason="还是一件事")

    def link(self, matter: Matter, dice: Random) -> None:
        relation = dice.choice(["carried_to", "joined_with"])
        self.town(kernel.link, matter, self.one(dice), relation=relation)

    def unlink(self, _: Matter, dice: Random) -> None:
        rows = Link.objects.filter(town=self.town_id).exclude(relation="part_of").select_related("source", "target")
        self.town(kernel.unlink, dice.choice(list(rows.order_by("pk")) or [_nothing()]), reason="看错了")

    def leap(self, matter: Matter, dice: Random) -> None:
        """Where no arrow leads, or the kind does not go."""
        kind = kinds.get(matter.kind)
        away = [to for to in moves.STATES if not moves.is_legal(matter.state, to) or not kind.walks(to)]
        change = kernel.Change("noted", {"text": "跳过去"}, to=dice.choice(away), columns={"urgency": "urgent"})
        with pytest.raises(IllegalMove):
            self.town(kernel.carry_out, matter, change)
        raise IllegalMove("没有这样的一步。")

    def pass_gate(self, matter: Matter, dice: Random, *, name: str = "noted") -> None:
        self.town(kernel.record, matter, name, **told_of(name))

    def note(self, matter: Matter, _: Random) -> None:
        self.town(kernel.record, matter, "noted", text="看过了")

    def note_wrongly(self, matter: Matter, dice: Random) -> None:
        name, told = dice.choice([("danced", {}), ("noted", {}), ("noted", {"text": 5})])
        self.town(kernel.record, matter, name, **told)

    def attach(self, matter: Matter, dice: Random) -> None:
        upload = kernel.Upload("证明.pdf", "application/pdf", "pdf", PDF + bytes([dice.randrange(3)]))
        self.town(kernel.attach, matter, upload)

    def reveal(self, matter: Matter, dice: Random) -> None:
        seat = self.cast.seats[dice.choice(["dispatcher", "water", "auditor"])]
        kernel.reveal(matter, field="phone", reason=dice.choice(["约时间", "上门", ""]), seat=seat, at=self.at)

    def sign(self, matter: Matter, _: Random) -> None:
        self.mine(matter, handling.sign)

    def contact(self, matter: Matter, dice: Random) -> None:
        self.mine(matter, handling.log_contact, how="phone", reached=dice.random() < 0.8, summary="说了情况")

    def begin(self, matter: Matter, dice: Random) -> None:
        self.mine(matter, handling.begin, note=dice.choice(["", "电话打不通"]))

    def answer_at_once(self, matter: Matter, dice: Random) -> None:
        outcome = dice.choice(["solved", "partly", "explained", "planned"])
        more = {"requester_how": "phone", "door_how": "system", "overdue_reason": dice.choice(["", "等材料"])}
        self.mine(matter, handling.answer_at_once, text="已经修好恢复正常", outcome=outcome, **more)

    def write_answer(self, matter: Matter, _: Random) -> None:
        self.mine(matter, handling.write_answer, text="已经修好恢复正常", outcome="solved", overdue_reason="等材料")

    def deliver(self, matter: Matter, dice: Random) -> None:
        to, how = dice.choice([("requester", "phone"), ("door", "system"), ("door", "pigeon")])
        answer = self.answer(matter)
        handling.deliver(answer, to=to, how=how, seat=self.seat(answer.matter), at=self.at)

    def withdraw_answer(self, matter: Matter, _: Random) -> None:
        answer = self.answer(matter)
        handling.withdraw_answer(answer, reason="还不妥当", seat=self.seat(answer.matter), at=self.at)

    def answer(self, matter: Matter) -> Any:
        found = matter.answers.select_related("matter__town", "matter__lead_unit").order_by("pk").last()
        return found or _nothing()

    def object_to(self, matter: Matter, dice: Random) -> None:
        self.mine(matter, handling.object_to, reason="不归我们管", basis="职责清单", unit=self.unit(dice))

    def ask_hold(self, matter: Matter, dice: Random) -> None:
        kind = dice.choice(["suspension", "ledger"])
        self.mine(matter, handling.ask_hold, kind=kind, until=later(self.at, days=9), reason="等工程", basis="工程计划")

    def ask_extension(self, matter: Matter, dice: Random) -> None:
        until = later(matter.due_at or self.at, days=dice.choice([-1, 3]))
        self.mine(matter, handling.ask_extension, until=until, reason="等材料", told_requester=True)

    def decide(self, matter: Matter, dice: Random) -> None:
        cases = Case.objects.filter(matter=matter).exclude(kind="whistle")
        rows = cases.select_related("matter__town", "matter__lead_unit", "asked_by", "unit").order_by("-pk")
        case = dice.choice(list(rows) or [_nothing()])
        seat = self.cast.seats[dice.choice(["reviewer", "reviewer", "water"])]
        handling.decide(case, granted=dice.random() < 0.7, decision="按规定", seat=seat, at=self.at)

    def come_back(self, matter: Matter, _: Random) -> None:
        self.town(handling.come_back, matter, reason="条件具备")

    def whistle(self, matter: Matter, dice: Random) -> None:
        if matter.closed_at is not None:
            raise Nothing
        self.mine(matter, handling.whistle, unit=self.unit(dice), reason="请到场", due_at=later(self.at, days=2))

    def finish_whistle(self, _: Matter, dice: Random) -> None:
        cases = Case.objects.filter(town=self.town_id, kind="whistle", matter__closed_at=None)
        rows = cases.select_related("matter__town", "unit").order_by("pk")
        case = dice.choice(list(rows) or [_nothing()])
        handling.finish_whistle(case, response="已到场", seat=self.cast.seats[UNITS[case.unit.code]], at=self.at)

    def add_words(self, matter: Matter, dice: Random) -> None:
        kernel.add_words(matter, text=dice.choice(["门牌十二号", " "]), at=self.at, request_id=dice.choice(["", "a"]))

    def withdraw(self, matter: Matter, _: Random) -> None:
        kernel.withdraw(matter, reason="好了", at=self.at)

    def say(self, matter: Matter, dice: Random) -> None:
        satisfied = dice.choice(["yes", "no", "", "much"])
        kernel.say_how_it_went(matter, solved=dice.random() < 0.6, satisfied=satisfied, words="", at=self.at)

    def ask_again(self, matter: Matter, dice: Random) -> None:
        kernel.ask_again(matter, reason=dice.choice(["又坏了", "又坏了", " "]), at=self.at)

    def call_back(self, matter: Matter, dice: Random) -> None:
        said = callback.Said(True, dice.random() < 0.6, dice.choice(["yes", "fair", "no"]))
        callback.call_back(matter, said=said, seat=self.cast.seats["caller"], at=self.at)

    def call_in_vain(self, matter: Matter, _: Random) -> None:
        callback.call_back(matter, said=None, seat=self.cast.seats["caller"], at=self.at)

    def give_up(self, matter: Matter, _: Random) -> None:
        callback.give_up(matter, seat=self.cast.seats["caller"], at=self.at)

    def promise(self, matter: Matter, dice: Random) -> None:
        owner = f"{dice.choice(PROMISES)}{self.town_id}"
        due = later(self.at, days=dice.randrange(1, 9))
        more = {"kind": "promise", "unit": dice.choice([None, self.unit(dice)]), "office": ROUND_THE_CLOCK}
        time, on = TownTime(self.cast.town), dice.choice([None, matter])
        if self.promises.get(owner) is not None:
            with pytest.raises(IntegrityError):
                kernel.start_clock(on, owner=owner, at=self.at, due_at=due, time=time, **more)
            raise Refused("这个承诺已经在走了。")
        kernel.start_clock(on, owner=owner, at=self.at, due_at=due, time=time, **more)
        self.promises[owner] = due

    def stop_promise(self, _: Matter, dice: Random) -> None:
        owner = f"{dice.choice(PROMISES)}{self.town_id}"
        kernel.stop_promise(owner, at=self.at)
        self.promises[owner] = None

    def pause(self, _: Matter, dice: Random) -> None:
        self.town(kernel.pause, self.clock(dice), reason=dice.choice(["等鉴定", " "]))

    def resume(self, _: Matter, dice: Random) -> None:
        paused = {"paused_at__isnull": dice.random() < 0.2}
        self.town(kernel.resume, self.clock(dice, **paused), reason="恢复")

    def extend(self, _: Matter, dice: Random) -> None:
        clock = self.clock(dice)
        self.town(kernel.extend, clock, due_at=later(clock.due_at, hours=dice.choice([-1, 5, 50])), reason="等材料")

    def wait(self, _: Matter | None, dice: Random) -> None:
        """Time passes, and the worker does what has come due."""
        self.at = later(self.at, hours=dice.choice([0, 2, 20, 60, 150, 250]))
        for _ in range(100):
            if not work_once(self.at):
                return
        raise AssertionError("the worker never comes to rest")

    def seal(self, _: Matter, __: Random) -> None:
        kernel.seal_day(self.cast.town, local_day(self.at), at=self.at)


def _nothing() -> Any:
    raise Nothing


_HELPERS = {"onward", "rarest", "next_deed", "again", "attempt", "everything", "one", "seat", "unit", "mine", "town"}
DEEDS: dict[str, Callable[..., None]] = {
    name: deed
    for name, deed in vars(Walk).items()
    if callable(deed) and not name.startswith("_") and name not in _HELPERS | {"clock", "answer"}
}
