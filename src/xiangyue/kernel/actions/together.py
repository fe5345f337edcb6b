"""Many posts, one commit: whoever writes takes along what has come in meanwhile, and each is answered after that
commit.

Without load a post is written alone and waits for nothing. Under load a web process's threads share transactions, so
that the cost of a commit, and of each statement, is divided among them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import Error, IntegrityError, transaction

from xiangyue.kernel.actions.receive import Intake, content_of, take_in
from xiangyue.kernel.actions.record import Actor
from xiangyue.kernel.errors import OtherContent, Refused
from xiangyue.kernel.models import Matter, Place

MOST = 64  # in one transaction: nobody waits for more than this many others

# Writes what a door keeps beside its matters, for all of a transaction at once: [(matter, what its post gave)] →
# results.
Then = Callable[[list[tuple[Matter, Any]]], Sequence[Any]]


@dataclass
class _Post:
    """One thread's post and, once it is done, what came of it."""

    town: Place
    intake: Intake
    door: str
    actor: Actor
    at: datetime
    then: Then | None
    given: Any
    done: bool = False
    matter: Matter | None = None
    result: Any = None
    error: BaseException | None = None

    def alike(self, other: _Post) -> bool:
        return (self.town.pk, self.door, self.actor, self.then) == (other.town.pk, other.door, other.actor, other.then)


@dataclass
class _Line:
    posts: list[_Post] = field(default_factory=list)
    guard: threading.Lock = field(default_factory=threading.Lock)  # of the list
    turn: threading.Lock = field(default_factory=threading.Lock)  # of the one who writes


_LINE = _Line()


def receive_together(
    town: Place, intake: Intake, *, door: str, actor: Actor, at: datetime, then: Then | None = None, given: Any = None
) -> tuple[Matter, Any]:
    """The new matter and what `then` made of it in the same transaction. IntegrityError as `receive` has it.

    Nothing is written of a post for which `then` refuses; the others in its transaction are written all the same.
    """
    post = _Post(town, intake, door, actor, at, then, given)
    if transaction.get_connection().in_atomic_block:  # the caller's own transaction cannot be shared
        _write([post])
    else:
        with _LINE.guard:
            _LINE.posts.append(post)
        with _LINE.turn:  # whoever waited here finds its post written by the one before, or writes for all
            if not post.done:
                _write(_taken(post))
    if post.error is not None:
        raise post.error
    assert post.matter is not None
    return post.matter, post.result


def receive_once(
    town: Place, intake: Intake, *, door: str, actor: Actor, at: datetime, then: Then | None = None, given: Any = None
) -> tuple[Matter, Any, bool]:
    """(matter, what `then` made, whether it is new). The same request id with the same content is the same matter;
    with other content OtherContent, on every door: it is never swallowed, and nobody meets another's receipt.
    """
    try:
        return (*receive_together(town, intake, door=door, actor=actor, at=at, then=then, given=given), True)
    except IntegrityError:
        known = _known(town, intake)
        if known is None:
            raise
        return known, None, False


def _known(town: Place, intake: Intake) -> Matter | None:
    if intake.request_id is None:
        return None
    rows = Matter.objects.filter(town=town, request_id=intake.request_id)
    known = rows.select_related("town", "requester", "lead_unit").first()
    if known is None:
        return None
    same = known.words == intake.words if known.request_digest is None else known.request_digest == content_of(intake)
    if not same:
        raise OtherContent
    return known


def _taken(first: _Post) -> list[_Post]:
    """This thread's post and those like it that wait, at most MOST; the rest stay in the line."""
    with _LINE.guard:
        taken = [first, *(one for one in _LINE.posts if one is not first and one.alike(first))][:MOST]
        kept = {id(one) for one in taken}
        _LINE.posts = [one for one in _LINE.posts if id(one) not in kept]
    return taken


def _write(posts: list[_Post]) -> None:
    """All in one transaction; where that cannot be, each in its own, so that one bad post spoils no other."""
    try:
        _in_one(posts)
    except (Error, Refused) as error:
        if len(posts) == 1:
            posts[0].error = error
        else:
            for post in posts:
                _write([post])
    except BaseException as error:
        for post in posts:
            post.error = error
    finally:
        for post in posts:
            post.done = True


@transaction.atomic
def _in_one(posts: list[_Post]) -> None:
    first, at = posts[0], max(post.at for post in posts)
    matters = take_in(first.town, [post.intake for post in posts], door=first.door, actor=first.actor, at=at)
    pairs = [(matter, post.given) for matter, post in zip(matters, posts, strict=True)]
    results = first.then(pairs) if first.then else [None] * len(posts)
    for post, matter, result in zip(posts, matters, results, strict=True):
        post.matter, post.result = matter, result
