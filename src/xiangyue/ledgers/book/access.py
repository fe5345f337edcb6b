"""The deeds that every ledger has. No leader's role enters or changes anything."""

from __future__ import annotations

from collections.abc import Iterable

from xiangyue.kernel.access import register

_WATCH = ("secretary", "leader", "statistician", "auditor")


def ledger_deeds(room: str, zh: str, en: str, *, enters: Iterable[str]) -> None:
    """room.see, .enter, .review, .sign and .lock; whoever enters also sees."""
    enters = tuple(enters)
    register(f"{room}.see", zh=f"看{zh}", en=f"see {en}", roles={*enters, *_WATCH})
    register(f"{room}.enter", zh=f"填报{zh}", en=f"enter {en}", roles=enters)
    register(f"{room}.review", zh=f"审核{zh}", en=f"review {en}", roles=["handler", "statistician"])
    register(f"{room}.sign", zh=f"签发{zh}", en=f"sign {en}", roles=["statistician", "leader"])
    register(f"{room}.lock", zh=f"锁定和解锁{zh}", en=f"lock and open {en}", roles=["statistician"])
