"""A published statement holds only on records: without them it says so."""

from __future__ import annotations

from xiangyue.figures.facts import district_rank, facts


def test_a_rank_among_one_is_no_rank(cast):
    assert district_rank(cast.town, "2024-11").value is None


def test_a_town_without_published_facts_has_none_to_check(cast):
    assert facts(cast.town, 2024) == []
