"""A ledger over JSON: the same columns, the same readers and the same deeds as its pages."""

# annotations stay real here: the API reads them through the guard's wrapper
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from pydantic import create_model

from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.kernel.errors import Refused
from xiangyue.ledgers.book import actions, queries
from xiangyue.ledgers.book.columns import Wrong
from xiangyue.ledgers.book.ledger import Ledger
from xiangyue.ledgers.book.models import Entry

_LONGEST = 100_000  # characters of a column
_MOST = 500


class Why(Schema):
    why: str = Field("", max_length=300)


class EntryOut(Schema):
    """`values`: what is counted, by column, as a file has it; `waits`: what was entered since and is not signed yet."""

    id: int
    key: str
    state: str
    counted: bool
    values: dict[str, str]
    waits: dict[str, str] | None
    entered_by: str
    reviewed_by: str
    signed_by: str


class EntriesOut(Schema):
    entries: list[EntryOut]
    next: int


def entries_router(*ledgers: Ledger) -> Router:
    """One room's ledgers: read from behind a cursor, entered, reviewed, sent back, signed, withdrawn."""
    router = Router(tags=[ledgers[0].room])
    for ledger in ledgers:
        _reads(router, ledger)
        _enters(router, ledger)
        _does(router, ledger, "review", ledger.deed("review"), lambda entry, why, **by: actions.review(entry, **by))
        _does(router, ledger, "send_back", ledger.deed("see"), actions.send_back)
        _does(router, ledger, "sign", ledger.deed("sign"), actions.sign)
        _does(router, ledger, "withdraw", ledger.deed("enter"), actions.withdraw)
    return router


def _reads(router: Router, ledger: Ledger) -> None:
    @router.get(f"/ledgers/{ledger.name}", response=EntriesOut, operation_id=f"{ledger.name}_list")
    @needs(ledger.deed("see"))
    def listed(
        request: HttpRequest, after: int = Query(0, ge=0, le=2**62), limit: int = Query(100, ge=1, le=_MOST)
    ) -> Any:
        """What this seat may see, by key of the database, behind the cursor `after`; ask again with `next`."""
        joined = ("village", "entered_by", "reviewed_by", "signed_by", *ledger.refs)
        rows = queries.entries(ledger, seat_of(request)).filter(pk__gt=after).select_related(*joined).order_by("pk")
        found = list(rows[:limit])
        return {"entries": [_told(ledger, one) for one in found], "next": found[-1].pk if found else after}


def _enters(router: Router, ledger: Ledger) -> None:
    columns: dict[str, Any] = {
        one.name: (str, Field(... if one.needed else "", max_length=_LONGEST, description=_described(one)))
        for one in ledger.columns.rows
    }
    columns["why"] = (str, Field("", max_length=300, description="更正原因 / reason of a revision"))
    new: Any = create_model(f"New_{ledger.name}", __base__=Schema, **columns)

    @router.post(f"/ledgers/{ledger.name}", operation_id=f"{ledger.name}_enter")
    @needs(ledger.deed("enter"))
    def entered(request: HttpRequest, new: new) -> dict[str, Any]:
        """Another row of the same key is a revision. `how`: new, changed or same."""
        seat, told = seat_of(request), new.dict()
        why = told.pop("why")
        try:
            values = ledger.columns.of_texts(told)
        except Wrong as wrong:
            raise Refused(str(wrong)) from wrong
        entry, how = actions.enter(ledger, seat.town, values, seat=seat, at=moment_of(request), why=why)
        return {"id": entry.pk, "key": entry.key, "state": entry.state, "how": how}


def _does(router: Router, ledger: Ledger, what: str, deed: str, act: Callable[..., Entry]) -> None:
    @router.post(f"/ledgers/{ledger.name}/{{pk}}/{what.replace('_', '-')}", operation_id=f"{ledger.name}_{what}")
    @needs(deed)
    def done(request: HttpRequest, pk: int, word: Why) -> dict[str, Any]:
        seat = seat_of(request)
        entry = queries.entry_for(ledger, seat, pk)
        act(entry, why=word.why, ledger=ledger, seat=seat, at=moment_of(request))
        return {"id": entry.pk, "key": entry.key, "state": entry.state}


def _described(column: Any) -> str:
    chosen = "：" + "、".join(column.choices) if column.choices else ""
    return f"{column.title}{chosen} / {column.en}"


def _told(ledger: Ledger, entry: Entry) -> dict[str, Any]:
    people = {name: getattr(entry, name) for name in ("entered_by", "reviewed_by", "signed_by")}
    return {
        "id": entry.pk,
        "key": entry.key,
        "state": entry.state,
        "counted": entry.counted,
        "values": ledger.columns.texts(ledger.values_of(entry)),
        "waits": entry.draft,
        **{name: seat.holder if seat is not None else "" for name, seat in people.items()},
    }
