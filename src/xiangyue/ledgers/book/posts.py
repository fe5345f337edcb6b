"""What is done on the pages of a ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_noop as _

from xiangyue.counter.posts import Post, on, rows_in
from xiangyue.counter.readers import DAY, TEXT, Asked, Reader, files, named, one_of, ticked
from xiangyue.kernel.access import require
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Place, Seat
from xiangyue.ledgers.book import actions, queries, sheets
from xiangyue.ledgers.book.columns import Wrong
from xiangyue.ledgers.book.ledger import Ledger
from xiangyue.ledgers.book.models import Entry, Lock, Sheet
from xiangyue.ledgers.book.pages import TABLE, what_came

TOGETHER = ("review", "sign")
PAPERS = 9  # photos and papers in one post
_MOST = 200  # entries in one post


def values(ledger: Ledger) -> Reader:
    """The typed columns of one entry, read like the cells of a sheet."""

    def read(asked: Asked, name: str) -> dict[str, Any]:
        try:
            return ledger.columns.of_texts({one.name: asked.typed(one.name) for one in ledger.columns.rows})
        except Wrong as wrong:
            raise Refused(str(wrong)) from wrong

    return read


def posts(ledger: Ledger) -> list[URLPattern]:
    """The addresses of its deeds, named like its pages (room:ledger_what)."""
    periods = _back(ledger, "periods")
    rows = [
        *on("", back=_back(ledger, "new"), rows=_of_form(ledger)),
        *on("", back=_back(ledger, "sheet"), rows=_of_sheet(ledger)),
        *on("", back=_back(ledger, "desk"), rows=_of_list(ledger)),
        *on("periods", back=periods, rows=_of_days(ledger)),
        *on("<int:pk>", fetch=partial(queries.entry_for, ledger), back=_back(ledger, "one"), rows=_of_entry(ledger)),
        *on("periods/<int:pk>", fetch=partial(queries.lock_for, ledger), back=periods, rows=_of_lock(ledger)),
    ]
    return [path(f"{ledger.name}/{one.pattern}", one.callback, name=f"{ledger.name}_{one.name}") for one in rows]


def _of_form(ledger: Ledger) -> tuple[Post, ...]:
    told, desk = {"values": values(ledger), "why": TEXT}, _back(ledger, "desk")
    says = _("已填报，等别人审核。")
    return (Post("put", ledger.deed("enter"), _put(ledger), told, says, to=lambda asked, entry: desk(asked)),)


def _of_sheet(ledger: Ledger) -> tuple[Post, ...]:
    return (Post("bring", ledger.deed("enter"), _bring(ledger), {"table": TABLE, "why": TEXT}, what_came),)


def _of_list(ledger: Ledger) -> tuple[Post, ...]:
    many = {"what": one_of(TOGETHER, "请选择审核或签发。"), "keys": named("row", ticked(_MOST))}
    says = rows_in(_("已处理 %(n)s 条。"))
    return (Post("together", ledger.deed("see"), partial(together, ledger=ledger), many, says),)


def _of_days(ledger: Ledger) -> tuple[Post, ...]:
    days = {"first": DAY, "last": DAY}
    return (Post("lock", ledger.deed("lock"), partial(lock_days, ledger=ledger), days, _("已锁定。")),)


def _of_entry(ledger: Ledger) -> tuple[Post, ...]:
    enter, read, why = ledger.deed("enter"), values(ledger), {"why": TEXT}
    given_back = _("已退回，填报人会看到要改什么。")
    return (
        Post("amend", enter, partial(actions.amend, ledger=ledger), {"values": read, **why}, _amended),
        Post("review", ledger.deed("review"), partial(actions.review, ledger=ledger), done=_("已审核，等别人签发。")),
        Post("send_back", ledger.deed("see"), partial(actions.send_back, ledger=ledger), why, given_back),
        Post("sign", ledger.deed("sign"), partial(actions.sign, ledger=ledger), why, _("已签发，从现在起计入。")),
        Post("prove", enter, partial(actions.add_evidence, ledger=ledger), {"files": files(PAPERS)}, _proved),
        Post("withdraw", enter, partial(actions.withdraw, ledger=ledger), why, _("已登记撤销。")),
    )


def _of_lock(ledger: Ledger) -> tuple[Post, ...]:
    act = partial(actions.open_again, ledger=ledger)
    return (Post("open", ledger.deed("lock"), act, {"why": TEXT}, _("已解锁，原因所有人都能看到。")),)


def _back(ledger: Ledger, page: str) -> Callable[..., str]:
    """`one` stands under the entry's key, the others have no key."""
    return lambda asked, **address: reverse(ledger.address(page), kwargs=address if page == "one" else {})


def _put(ledger: Ledger) -> Callable[..., Entry]:
    def put(town: Place, *, values: dict[str, Any], why: str, seat: Seat, at: datetime) -> Entry:
        return actions.enter(ledger, town, values, seat=seat, at=at, why=why)[0]

    return put


def _bring(ledger: Ledger) -> Callable[..., Sheet]:
    def bring(town: Place, *, table: tuple[bytes, str], why: str, seat: Seat, at: datetime) -> Sheet:
        require(seat, ledger.deed("enter"), of=town)
        data, filename = ledger.opens(*table, ledger.columns.titles())

        def put(row: dict[str, Any]) -> str:
            return actions.enter(ledger, town, row, seat=seat, at=at, why=why)[1]

        return sheets.bring(ledger.columns, data, put, filename=filename, seat=seat, at=at)

    return bring


def together(
    town: Place, *, ledger: Ledger, what: str, keys: list[int], seat: Seat, at: datetime
) -> tuple[int, list[str]]:
    """How many, and a sentence for each that was refused. A doubt is not signed in passing."""
    act = {"review": actions.review, "sign": actions.sign}[what]
    done, refused = 0, []
    for entry in queries.entries_among(ledger, seat, keys):
        try:
            act(entry, ledger=ledger, seat=seat, at=at)
            done += 1
        except Refused as refusal:
            refused.append(f"{entry.key}：{refusal}")
    return done, refused


def lock_days(town: Place, *, ledger: Ledger, first: date, last: date, seat: Seat, at: datetime) -> Lock:
    return actions.lock(town, ledger=ledger, first=first, following=last + timedelta(days=1), seat=seat, at=at)


def _proved(asked: Asked, new: int) -> str:
    return _now("已附上 %(n)s 个凭据。") % {"n": new} if new else _now("这些凭据已经在了。")


def _amended(asked: Asked, result: tuple[Entry, str]) -> str:
    return _now("没有变化。") if result[1] == "same" else _now("已更正，等别人审核和签发。")
