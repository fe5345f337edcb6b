"""How long words are kept: purged by a dated rule, unless somebody holds them. A person may be forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from xiangyue.kernel import access, besides, persons, search
from xiangyue.kernel.accounting import PURGE
from xiangyue.kernel.actions.house import tell_house
from xiangyue.kernel.actions.record import WORKER, Actor, record
from xiangyue.kernel.dated import rule_on
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Clock, Event, EventText, Matter, Party, Place, SealedPart, Seat
from xiangyue.kernel.models.event import PURGED
from xiangyue.kernel.timekeeping import local_day

RULE = "retention"  # a dated row of the town by kind of matter: {"days": how long after its end}


def purge_due(town: Place, *, at: datetime) -> int:
    """The words of every ended matter whose time is over and that nobody holds; how many were purged. Nothing where
    the town has no rule.
    """
    done = 0
    for kind in Matter.objects.filter(town=town).order_by().values_list("kind", flat=True).distinct():
        rule = rule_on(town, RULE, kind, local_day(at))
        if rule is None:
            continue
        ended = Matter.objects.filter(town=town, kind=kind, closed_at__lt=at - timedelta(days=rule.value["days"]))
        for pk in list(ended.exclude(title=PURGED).order_by("pk").values_list("pk", flat=True)):
            matter = Matter.objects.select_related("town").get(pk=pk)
            if not is_held(matter):
                purge_words(matter, reason=f"保存期满（{rule.source}）", actor=WORKER, at=at)
                done += 1
    return done


@transaction.atomic
def purge_words(matter: Matter, *, reason: str, actor: Actor, at: datetime) -> Event:
    """Title, words, their sealed parts and everything people wrote with deeds before, also where rooms keep it: gone.
    The chain stays whole.
    """
    if matter.closed_at is None:
        raise Refused("事项 {number} 还没有办结，不能清除。", number=matter.number)
    if is_held(matter):
        raise Refused("事项 {number} 因复议、诉讼或申诉暂停清除，请先解除。", number=matter.number)
    event = record(matter, PURGE, actor=actor, at=at, reason=reason)
    search.drop(matter)
    EventText.objects.filter(event__matter=matter, event__seq__lt=event.seq).delete()
    SealedPart.objects.filter(matter=matter).delete()
    for clock in Clock.objects.filter(matter=matter).exclude(pauses=[]):
        without_reasons = [[since, until, PURGED] for since, until, _ in clock.pauses]
        Clock.objects.filter(pk=clock.pk).update(pauses=without_reasons)
    besides.purge(matter)
    Matter.objects.filter(pk=matter.pk).update(title=PURGED, words="")
    matter.title, matter.words = PURGED, ""
    return event


def hold(matter: Matter, *, why: str, seat: Seat, at: datetime) -> Event:
    """An appeal, a lawsuit, an audit: nothing of it is purged until that is over."""
    access.require(seat, "retention.hold", of=matter)
    if not why.strip():
        raise Refused("请写明为什么暂停清除：复议、诉讼还是申诉，案号是什么。")
    if is_held(matter):
        raise Refused("事项 {number} 已经暂停清除。", number=matter.number)
    return record(matter, "purge_held", actor=Actor.of(seat), at=at, why=why.strip()[:200])


def lift_hold(matter: Matter, *, why: str, seat: Seat, at: datetime) -> Event:
    access.require(seat, "retention.hold", of=matter)
    if not why.strip():
        raise Refused("请写明为什么可以恢复清除。")
    if not is_held(matter):
        raise Refused("事项 {number} 没有暂停清除。", number=matter.number)
    return record(matter, "purge_hold_lifted", actor=Actor.of(seat), at=at, why=why.strip()[:200])


def is_held(matter: Matter) -> bool:
    last = matter.events.filter(name__in=("purge_held", "purge_hold_lifted")).order_by("-seq").first()
    return last is not None and last.name == "purge_held"


@transaction.atomic
def forget(party: Party, *, reason: str, seat: Seat, at: datetime) -> int:
    """注销个人信息, asked for by the person: their key is dropped, and with it whatever was sealed under it, here and
    in every copy. How many matters stay without them. Refused while one of these is open or held, or while they are
    still waited for elsewhere.
    """
    access.require(seat, "retention.forget", of=party)
    if not reason.strip():
        raise Refused("请写明这次注销的依据，例如本人哪天以什么方式提出。")
    if party.key is None:
        raise Refused("这个人没有可以注销的个人信息，或者已经注销过。")
    matters = list(Matter.objects.filter(requester=party).order_by("pk"))
    if still := [one.number for one in matters if one.closed_at is None or is_held(one)]:
        raise Refused("这些事还没有办结或因诉讼暂停清除，办完再注销：{still}。", still=still[:5])
    if persons.waits(party):
        raise Refused("这个人还有没结束的预约，等接待完或取消后再注销。")
    tell_house(
        party.town, "person_forgotten", actor=Actor.of(seat), at=at, party=party.pk, matters=len(matters), reason=reason
    )
    persons.forget(party)
    party.key.delete()
    Party.objects.filter(pk=party.pk).update(phone_hash="", name_hash="", is_active=False)
    return len(matters)
