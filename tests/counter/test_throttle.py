"""The more comes from one address, the more each post costs; nobody pays for somebody else's."""

from __future__ import annotations

import pytest
from cast import NOON, later
from counter_help import TOWN

from xiangyue.counter.models import Tally
from xiangyue.counter.tally import forget_old
from xiangyue.counter.throttle import BASE_BITS, MoreWork, TooMany, bits_for, count_guess, require_work
from xiangyue.lib.effort import has_worked, work


@pytest.fixture
def from_(rf, db):
    """A post from this address."""

    def post(address="198.51.100.7", at=NOON):
        request = rf.post("/")
        request.now, request.address = at, address
        return request

    return post


def asked(request, times, town=TOWN, door="portal"):
    return [bits_for(request, town, door) for _ in range(times)]


def test_twenty_are_cheap_then_each_costs_more_and_after_two_hundred_none_is_taken(from_):
    bits = asked(from_(), 200)
    assert bits[:20] == [BASE_BITS] * 20
    assert bits[20:] == [BASE_BITS + 4] * 180
    with pytest.raises(TooMany, match="十分钟.*12345"):
        bits_for(from_(), TOWN, "portal")


def test_another_address_and_another_door_start_anew(from_):
    asked(from_(), 25)
    assert bits_for(from_("203.0.113.9"), TOWN, "portal") == BASE_BITS
    assert bits_for(from_(), TOWN, "enterprise") == BASE_BITS


def test_a_town_that_is_flooded_from_everywhere_asks_more_of_everybody_and_its_neighbour_does_not(from_):
    for number in range(300):
        bits_for(from_(f"198.51.{number // 250}.{number % 250}"), TOWN, "portal")
    assert bits_for(from_("203.0.113.9"), TOWN, "portal") == BASE_BITS + 4
    assert bits_for(from_("203.0.113.10"), "110112118000", "portal") == BASE_BITS


def test_work_is_asked_for_this_town_and_this_request(from_):
    nonce = work(TOWN, "req-00001", BASE_BITS)
    told = {"town": TOWN, "door": "portal", "request_id": "req-00001", "nonce": nonce}
    require_work(from_(), **told)
    others = [n for n in range(2000) if str(n) != nonce]
    wrong = [{"nonce": ""}, {"nonce": str(others[0])}, {"request_id": ""}, {"nonce": "²"}, {"nonce": "a" * 10_000}]
    for more in wrong:
        with pytest.raises(MoreWork) as refusal:
            require_work(from_(), **told | more)
        assert refusal.value.bits == BASE_BITS


def test_what_was_enough_is_not_enough_when_it_is_busy(from_):
    """Work of the base is refused with what is asked now; the work for that is taken."""
    request_id = next(f"busy-{n:05d}" for n in range(100) if _only_base(f"busy-{n:05d}"))
    told = {"town": TOWN, "door": "portal", "request_id": request_id}
    asked(from_(), 20)
    with pytest.raises(MoreWork) as refusal:
        require_work(from_(), nonce=work(TOWN, request_id, BASE_BITS), **told)
    assert refusal.value.bits == BASE_BITS + 4


def _only_base(request_id):
    return not has_worked(TOWN, request_id, work(TOWN, request_id, BASE_BITS), BASE_BITS + 4)


def test_thirty_guesses_right_or_wrong_and_each_thing_guessed_has_its_own(from_):
    for _ in range(30):
        count_guess(from_(), "receipt")
    with pytest.raises(TooMany, match="十分钟"):
        count_guess(from_(), "receipt")
    count_guess(from_(), "booking")
    count_guess(from_("203.0.113.9"), "receipt")


def test_a_window_ends_and_what_is_over_is_cleared_away(from_):
    for _ in range(30):
        count_guess(from_(), "receipt")
    with pytest.raises(TooMany):
        count_guess(from_(), "receipt")
    count_guess(from_(at=later(NOON, minutes=10)), "receipt")
    assert forget_old(later(NOON, minutes=10, seconds=1)) == 1
    assert Tally.objects.get().n == 1


def test_no_address_stands_in_the_counts(from_):
    count_guess(from_(), "receipt")
    assert "198.51.100.7" not in Tally.objects.get().what
