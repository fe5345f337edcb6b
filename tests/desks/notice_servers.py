"""Small real servers that speak as the gateways do."""

from __future__ import annotations

import json
from contextlib import contextmanager

from listening import Said, listening


class Gateway:
    """Keeps what it was sent; answers with `status` and `body`."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict]] = []
        self.status, self.body = 200, {"errcode": 0, "errmsg": "ok"}
        self.url = ""


@contextmanager
def gateway():
    kept = Gateway()

    def answer(heard):
        kept.got.append((heard.path, json.loads(heard.body)))
        return Said(kept.status, json.dumps(kept.body).encode())

    with listening(answer) as kept.url:
        yield kept
