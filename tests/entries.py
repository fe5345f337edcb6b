"""Entries of farmland as the people of the cast make them: the village enters, an office reviews, another signs."""

from __future__ import annotations

from decimal import Decimal

from cast import NOON

from xiangyue.ledgers.book import actions

PARCEL = {
    "code": "DY-001",
    "village": "大羊村",
    "name": "村东",
    "kind": "永久基本农田",
    "area_mu": "120.5",
    "operator": "",
    "surveyed_on": "2024-03-01",
}
WHEAT = {
    "parcel": "DY-001",
    "year": "2024",
    "season": "夏粮",
    "crop": "小麦",
    "area_mu": "100",
    "sown_on": "2023-10-05",
}
MAIZE = {**WHEAT, "season": "秋粮", "crop": "玉米", "sown_on": "2024-06-18"}
TASK = {"year": "2024", "village": "", "area_mu": "150", "document": "永政发〔2024〕3号", "issued_on": "2024-01-15"}


def enter(cast, ledger, who="village", at=NOON, why="", **told):
    """The entry and whether it is new; columns as they are typed."""
    texts = {"parcels": PARCEL, "sowing": WHEAT, "tasks": TASK}[ledger.name] | told
    return actions.enter(ledger, cast.town, ledger.columns.of_texts(texts), seat=cast.seats[who], at=at, why=why)


def review(cast, ledger, entry, who="water", at=NOON):
    return actions.review(entry, ledger=ledger, seat=cast.seats[who], at=at)


def sign(cast, ledger, entry, who="statistician", at=NOON, why=""):
    return actions.sign(entry, ledger=ledger, seat=cast.seats[who], at=at, why=why)


def signed(cast, ledger, who="village", at=NOON, why="", **told):
    entry, _new = enter(cast, ledger, who, at, **told)
    review(cast, ledger, entry, at=at)
    return sign(cast, ledger, entry, at=at, why=why)


def mu(count):
    return Decimal(count.numerator) / Decimal(count.denominator)


def through(cast, ledger, told, *, entry=None, who="roads", signs=True):
    """One that is there already, or these columns entered; reviewed and signed."""
    if entry is None:
        values = ledger.columns.of_texts(told)
        entry, _how = actions.enter(ledger, cast.town, values, seat=cast.seats[who], at=NOON)
    if signs:
        review(cast, ledger, entry, who="water")
        sign(cast, ledger, entry)
    return entry
