"""The stories of the demo, done over again deed by deed at the same moments, come out as they were told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import pytest

from xiangyue.desks.callback import actions as callback
from xiangyue.desks.callback.models import Callback
from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.desks.handling import actions as handling
from xiangyue.desks.handling.actions.answer import DOOR_HOW
from xiangyue.desks.handling.actions.work import HOW
from xiangyue.desks.handling.models import Answer, Case, Release
from xiangyue.desks.leader import actions as leader
from xiangyue.desks.leader.models import Instruction
from xiangyue.desks.upward import actions as upward
from xiangyue.desks.upward import queries
from xiangyue.desks.upward.models import Objection
from xiangyue.desks.upward.rules import clause_name
from xiangyue.doors.hotline.actions.bring import result
from xiangyue.doors.hotline.values import Said
from xiangyue.house.demo import NOW, generate
from xiangyue.house.reactions import keep_imported_result
from xiangyue.house.townfolder import find_folder, load
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.models import Category, Clock, Event, Matter, Party, Place
from xiangyue.kernel.said import whole_words

pytestmark = pytest.mark.django_db

# Written by the deed before them: a decision extends or pauses, coming back resumes, the last word closes or reopens.
FOLLOWS = {"clock_extended", "clock_paused", "clock_resumed", "closed", "reopened"}
BELLS = {"clock_rang", "clock_warned"}
BY_DEEDS = {"assigned", "contact_revealed"}  # done by the deeds themselves when the stories were told
LATE = "\n（逾期说明："


@pytest.fixture
def town():
    load(find_folder("yongledian"), at=NOW)
    town = Place.objects.get(code="110112117000")
    generate(town, scale=0.03)
    return town


@dataclass
class Again:
    """A family of matters done again: what was told of the first is told of the second by deeds."""

    town: Place
    family: list[Matter]
    done: dict[int, Matter] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.units = {unit.title: unit for unit in Party.objects.filter(town=self.town, kind="unit")}
        self.categories = {row.code: row for row in Category.objects.filter(town=self.town, valid_to=None)}

    def do(self) -> None:
        events = Event.objects.filter(matter__in=self.family).exclude(name__in=BELLS | FOLLOWS | BY_DEEDS)
        for event in sorted(events.select_related("seat__unit", "seat__town"), key=lambda event: (event.at, event.seq)):
            deed = getattr(self, event.name)
            before = self.done.get(event.matter_id)
            if before is not None:
                before = Matter.objects.select_related("town", "lead_unit", "category", "place").get(pk=before.pk)
            deed(before, event, event.told, {"seat": event.seat, "at": event.at})

    # --- one function for each event

    def received(self, _, event, told, who):
        matter = Matter.objects.select_related("requester__key").get(pk=event.matter_id)
        title, words = whole_words(matter)
        intake = kernel.Intake(
            number=f"R{matter.number}",
            title=title,
            words=words,
            received_at=matter.received_at,
            request_type=matter.request_type,
            lon=matter.lon,
            lat=matter.lat,
            imported_due_at=matter.imported_due_at,
        )
        self.done[matter.pk] = kernel.receive(self.town, intake, door=told["door"], actor=kernel.UPPER, at=event.at)

    def instructed(self, matter, event, told, who):
        leader.instruct(matter, text=told["text"], follower=self.units[told["follower_name"]], **who)

    def sorted(self, matter, event, told, who):
        kernel.sort(
            matter,
            category=self.categories[told["category"]],
            place=Place.objects.get(town=self.town, name=told["place"]),
            urgency=told["urgency"],
            suggested=told["suggested"],
            actor=kernel.Actor.of(event.seat),
            at=event.at,
        )

    def disposed(self, matter, event, told, who):
        dispatch.dispose(matter, code=told["code"], told=told["told"], **who)

    def merged(self, matter, event, told, who):
        parent = next(one for one in self.done.values() if one.number == f"R{told['parent']}")
        dispatch.merge(matter, parent=Matter.objects.get(pk=parent.pk), reason=told["reason"], **who)

    def dispatched(self, matter, event, told, who):
        unit, urgency = self.units[told["unit_name"]], matter.urgency
        dispatch.send(matter, category=matter.category, place=matter.place, unit=unit, urgency=urgency, **who)

    def signed(self, matter, event, told, who):
        handling.sign(matter, **who)

    def contacted(self, matter, event, told, who):
        handling.log_contact(matter, how=told["how"], reached=told["reached"], summary=told["summary"], **who)

    contact_logged = contacted

    def handling_begun(self, matter, event, told, who):
        handling.begin(matter, note=told.get("note", ""), **who)

    def case_asked(self, matter, event, told, who):
        reason, until = told["reason"], told.get("until_at") and datetime.fromisoformat(told["until_at"])
        if told["kind"] == "objection":
            handling.object_to(matter, reason=reason, basis=told["basis"], unit=self.units[told["unit_name"]], **who)
        elif told["kind"] == "extension":
            handling.ask_extension(matter, until=until, reason=reason, told_requester=True, **who)
        else:
            handling.ask_hold(matter, kind=told["kind"], until=until, reason=reason, basis=told["basis"], **who)

    def case_granted(self, matter, event, told, who):
        case = Case.objects.select_related("matter__town", "asked_by").get(
            matter=matter, kind=told["kind"], state__in=("open", "asked")
        )
        handling.decide(case, granted=event.name == "case_granted", decision=told["decision"], **who)

    case_refused = case_granted

    def came_back(self, matter, event, told, who):
        handling.come_back(matter, reason=told["reason"], actor=kernel.WORKER, at=event.at)

    def whistled(self, matter, event, told, who):
        due_at = datetime.fromisoformat(told["due_at"])
        handling.whistle(matter, unit=self.units[told["unit_name"]], reason=told["reason"], due_at=due_at, **who)

    def whistle_responded(self, matter, event, told, who):
        case = Case.objects.select_related("matter__town").get(matter=matter, kind="whistle")
        deed = handling.respond if event.name == "whistle_responded" else handling.finish_whistle
        deed(case, response=told["response"], **who)

    whistle_done = whistle_responded

    def release_asked(self, matter, event, told, who):
        text, _, reason = told["text"].partition(LATE)
        handling.give_answer(
            matter, text=text, outcome=told["outcome"], overdue_reason=reason.removesuffix("）"), **who
        )

    def release_granted(self, matter, event, told, who):
        held = Release.objects.select_related("matter__town", "written_by", "by_unit").get(matter=matter)
        handling.decide_release(held, granted=True, words=told.get("words", ""), **who)

    def answer_written(self, matter, event, told, who):
        if matter.state == "answer_ready":  # its release has said so
            return
        text, _, reason = told["text"].partition(LATE)
        handling.write_answer(
            matter, text=text, outcome=told["outcome"], overdue_reason=reason.removesuffix("）"), **who
        )

    def delivered(self, matter, event, told, who):
        answer = Answer.objects.select_related("matter__town").get(matter=matter, to_door_at=None)
        to, names = ("requester", HOW) if told["to"] == "诉求人" else ("door", DOOR_HOW)
        handling.deliver(answer, to=to, how=code_of(names, told["how"]), **who)

    def answered(self, matter, event, told, who):
        if matter.state == "answered":  # the second delivery has said so
            return
        text, _, reason = told["text"].partition(LATE)
        handling.answer_at_once(
            matter,
            text=text,
            outcome=code_of(dict(Answer.OUTCOMES), told["outcome_name"]),
            requester_how=code_of(HOW, told["requester_how"]),
            door_how=code_of(DOOR_HOW, told["door_how"]),
            overdue_reason=reason.removesuffix("）"),
            **who,
        )

    def statutory_named(self, matter, event, told, who):
        """Told by the objection after it."""

    def upward_asked(self, matter, event, told, who):
        clause = next(
            one for one in queries.clauses(event.seat, event.at) if clause_name(one.value) == told["clause_name"]
        )
        unit = self.units[told["unit_name"]]
        upward.object_upward(matter, unit=unit, clause=clause, reason=told["reason"], late=told.get("late", ""), **who)

    def upward_accepted(self, matter, event, told, who):
        asked = Objection.objects.select_related("matter__town", "unit").get(matter=matter)
        upward.answer_objection(asked, accepted=event.name == "upward_accepted", words=told["words"], **who)

    upward_refused = upward_accepted

    def answered_with_parent(self, matter, event, told, who):
        handling.answer_children(matter.parent, actor=kernel.WORKER, at=event.at)

    def callback_awaited(self, matter, event, told, who):
        callback.await_callback(matter, actor=kernel.WORKER, at=event.at)

    def callback_failed(self, matter, event, told, who):
        if "words" in told:
            callback.call_back(matter, said=None, words=told["words"], **who)
        else:
            callback.give_up(matter, **who)

    def called_back(self, matter, event, told, who):
        said = callback.Said(told["contacted"], told["solved"], told["satisfied"], told["words"])
        callback.call_back(matter, said=said, **who)

    def result_imported(self, matter, event, told, who):
        said = Said(told["reached"], told.get("contacted"), told.get("solved"), told.get("satisfied", ""))
        change = result(said, datetime.fromisoformat(told["closed_at"]))
        keep_imported_result(kernel.carry_out(matter, change, actor=kernel.UPPER, at=event.at), event.at)


def code_of(names, name):
    return next(code for code, called in names.items() if called == name)


def events_of(matter):
    """In their order, without bells and what was done by deeds; numbers as they were before, keys left out."""
    told = matter.events.exclude(name__in=BELLS | BY_DEEDS).order_by("seq")
    return [(event.name, event.at, event.actor, plain(event.told), columns(event)) for event in told]


def plain(told):
    numbers = {key: told[key].removeprefix("R") for key in ("number", "parent") if key in told}
    return {
        key: value for key, value in told.items() if key not in ("answer", "case", "release", "objection", "parts")
    } | numbers


def columns(event):
    """What it wrote to its matter; people and keys are others."""
    return {name: value for name, value in event.changes.items() if name not in ("requester_id", "parent_id")}


def rows_of(model, matter, *columns):
    return sorted((tuple(row) for row in model.objects.filter(matter=matter).values_list(*columns)), key=repr)


CLOCKS = ("kind", "unit", "started_at", "due_at", "promised_at", "stopped_at", "office", "paused_at", "pauses")
CASES = ("kind", "state", "asked_by", "asked_at", "reason", "basis", "unit", "until")
DECIDED = ("decided_by", "decided_at", "decision", "response", "responded_at")
ANSWERS = ("unit", "text", "outcome", "written_at", "to_requester_at", "to_requester_how", "to_door_at", "to_door_how")
RELEASES = ("state", "unit", "written_by", "text", "outcome", "asked_at", "due_at", "by_role", "by_unit", "decided_by")
OBJECTIONS = (
    "state",
    "unit",
    "holder",
    "clause",
    "reason",
    "seat",
    "asked_at",
    "due_at",
    "answered_at",
    "how",
    "words",
)
CALLBACKS = ("source", "attempt", "at", "seat", "reached", "contacted", "solved", "satisfied", "words", "counts")
ABOUT = ("unit", "place", "category")
INSTRUCTIONS = ("seat", "text", "follower", "at", "is_same_day")
MATTERS = ("state", "title", "category", "place", "lead_unit", "urgency", "disposition", "due_at", "computed_due_at")
ENDS = ("imported_due_at", "answered_at", "closed_at", "reopened_count", "is_confidential")


def compare(town, family):
    again = Again(town, family)
    again.do()
    for told in family:
        done = Matter.objects.get(pk=again.done[told.pk].pk)
        assert events_of(done) == events_of(told)
        for model, columns in (
            (Clock, CLOCKS),
            (Case, CASES + DECIDED),
            (Answer, ANSWERS),
            (Release, RELEASES),
            (Objection, OBJECTIONS),
            (Callback, CALLBACKS + ABOUT),
            (Instruction, INSTRUCTIONS),
        ):
            assert rows_of(model, done, *columns) == rows_of(model, told, *columns)
        for column in (*MATTERS, *ENDS):
            assert getattr(done, column) == getattr(told, column), column


# What must be among the events, so that the comparison is one of everything that the demo tells.
LIVES = {
    *("disposed", "merged", "answered_with_parent", "instructed", "result_imported", "reopened", "callback_failed"),
    *("case_asked", "case_granted", "case_refused", "clock_extended", "clock_paused", "came_back", "clock_resumed"),
    *("whistled", "whistle_responded", "whistle_done", "contact_logged", "answer_written", "delivered", "answered"),
    *("release_asked", "release_granted", "upward_asked", "upward_accepted", "upward_refused"),
}


def test_every_matter_of_the_demo_could_have_been_done_deed_by_deed(town):
    """Its rights and legal moves, its events, rows and clocks: all as the deeds have them."""
    told = Matter.objects.filter(town=town, door="hotline", parent=None)
    firsts = list(told.filter(imported_row=None).order_by("pk"))  # what was imported was done by the import itself
    assert set(Event.objects.filter(matter__door="hotline").values_list("name", flat=True)) >= LIVES
    for first in firsts:
        compare(town, [first, *first.children.order_by("pk")])
