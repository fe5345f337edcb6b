"""Every notice's words stand in the room of its event: known events and audiences, both languages, known braces."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import xiangyue
from xiangyue.desks.notices.queries import AUDIENCES
from xiangyue.desks.notices.rules import LANGUAGES, unknown_names
from xiangyue.house.reactions import REACTIONS
from xiangyue.kernel import telling, vocabulary

SOURCE = Path(xiangyue.__file__).parent
ZH_EN = {"zh": "您的事（{number}）", "en": "Your matter {number}"}


def wrong():
    """What is wrong with the words that are registered, one line each."""
    known = vocabulary.kinds()
    for event in telling.events():
        if event not in known:
            yield f"{event} is no event"
        for audience, words in telling.words_of(event).items():
            if audience not in telling.AUDIENCES:
                yield f"{event} is told to {audience}"
            if set(words) != set(LANGUAGES):
                yield f"{event} to {audience} is told in {sorted(words)}"
            for language, pattern in words.items():
                if strange := unknown_names(pattern):
                    yield f"{event} to {audience} in {language} asks for {strange}"


def test_all_registered_words_are_fit_to_be_sent():
    assert list(wrong()) == []
    assert set(telling.events()) >= {"dispatched", "answered", "visit_settled", "reopened", "clock_rang"}


@pytest.mark.parametrize(
    ("event", "audiences", "says"),
    [
        ("dreamt", {"requester": ZH_EN}, "dreamt is no event"),
        ("noted", {"neighbours": ZH_EN}, "told to neighbours"),
        ("noted", {"unit": {"zh": "有备注"}}, "told in ['zh']"),
        ("noted", {"unit": ZH_EN | {"zh": "电话 {phone}"}}, "asks for ['phone']"),
        ("noted", {"unit": ZH_EN | {"en": "{number"}}, "asks for ['{']"),
    ],
)
def test_unfit_words_are_seen(monkeypatch, event, audiences, says):
    monkeypatch.setitem(telling._WORDS, event, audiences)
    [found] = wrong()
    assert says in found


def _declared(file):
    return re.findall(r'^register\(\s*"(\w+)"', file.read_text(encoding="utf-8"), re.MULTILINE)


def test_an_event_is_told_by_its_own_room():
    told = []
    for file in sorted(SOURCE.rglob("telling.py")):
        room = ".".join(("xiangyue", *file.relative_to(SOURCE).parent.parts))
        for event in _declared(file):
            told.append(event)
            assert event in _declared(file.with_name("events.py")), f"{event} is not an event of {room}"
    assert sorted(told) == sorted(telling.events())


def test_telling_an_event_twice_or_to_somebody_unknown_is_a_programming_error(monkeypatch):
    monkeypatch.setattr(telling, "_WORDS", {})
    telling.register("noted", unit=ZH_EN)
    with pytest.raises(ValueError, match="twice"):
        telling.register("noted", requester=ZH_EN)
    with pytest.raises(ValueError, match="neighbours"):
        telling.register("merged", neighbours=ZH_EN)
    assert telling.events() == ["noted"] and telling.words_of("merged") == {}


def test_every_event_with_words_is_told_and_every_audience_has_its_name():
    for event in telling.events():
        assert REACTIONS[event][-1].__name__ == "tell", event
    assert tuple(AUDIENCES) == telling.AUDIENCES
