"""Many posts share a commit: each is answered after it, one bad one spoils no other, and none is lost or twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from cast import NOON, make_town
from django.db import IntegrityError, close_old_connections, connection

from xiangyue.kernel.actions import REQUESTER, Intake, receive_together
from xiangyue.kernel.actions import together as room
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Event, Matter


def numbers(taken):
    return [matter.number for matter, _ in taken]


def intake(number, request_id=None):
    return Intake(number=number, title="停水", words=f"第 {number} 件", received_at=NOON, request_id=request_id)


@pytest.mark.django_db(transaction=True)
def test_forty_threads_post_at_once_and_each_finds_its_own_when_it_is_answered():
    town = make_town().town
    sizes = []
    whole = room._in_one

    def counted(posts):
        sizes.append(len(posts))
        whole(posts)

    def post(row):
        try:
            matter, seen = receive_together(
                town, intake(f"G{row:03d}"), door="portal", actor=REQUESTER, at=NOON, then=numbers
            )
            return matter.number == seen == f"G{row:03d}" and Matter.objects.filter(number=seen).exists()
        finally:
            connection.close()

    room._in_one = counted
    try:
        with ThreadPoolExecutor(20) as pool:
            assert all(pool.map(post, range(200)))
    finally:
        room._in_one = whole
    close_old_connections()
    assert Matter.objects.count() == Event.objects.count() == 200
    assert sum(sizes) == 200
    assert max(sizes) > 1  # some did share


@pytest.mark.django_db(transaction=True)
def test_one_that_is_refused_or_there_already_spoils_no_other():
    town = make_town().town
    receive_together(town, intake("A000", "same"), door="portal", actor=REQUESTER, at=NOON)

    def refuse(taken):
        raise Refused("不行")

    def post(row):
        try:
            if row % 5 == 0:
                with pytest.raises(IntegrityError):
                    receive_together(town, intake(f"B{row:03d}", "same"), door="portal", actor=REQUESTER, at=NOON)
            elif row % 5 == 1:
                with pytest.raises(Refused):
                    receive_together(town, intake(f"B{row:03d}"), door="portal", actor=REQUESTER, at=NOON, then=refuse)
            else:
                receive_together(town, intake(f"B{row:03d}"), door="portal", actor=REQUESTER, at=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(15) as pool:
        list(pool.map(post, range(60)))
    close_old_connections()
    assert Matter.objects.count() == 1 + 36
    assert Event.objects.count() == 1 + 36
