"""A request's body, read under a deadline and a least rate before any thread is given to it.

Whoever sends slowly holds a few bytes of memory here and nothing else. The rate is the one that web servers usually
ask for; a phone at the edge of the village's signal has more.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile

FIRST = 10.0  # seconds that a body has before its rate counts
RATE = 500  # bytes a second from then on
LONGEST = 600.0  # seconds, whatever its rate
MOST = 110_000_000  # bytes: the largest file that a door takes, and the form around it
IN_MEMORY = 256 * 1024  # bytes; what is longer lies in a file
OF_ONE_ADDRESS, OF_ALL = 40, 400  # unfinished bodies of one process
BYTES_OF_ALL = 1_000_000_000


class TooSlow(Exception):
    """Its deadline is over, its rate too small, or it had to give way to a newer one."""


class TooLarge(Exception):
    pass


@dataclass(eq=False)
class _Unfinished:
    address: str
    limit: asyncio.Timeout
    size: int = 0
    gives_way: bool = False


class Bodies:
    """The bodies of this process that have not come whole yet, the oldest first.

    Where there are too many, the oldest gives way, never the newest: a body that comes at an ordinary pace is whole
    long before it is the oldest, even where somebody slow sits behind the same address.
    """

    def __init__(self) -> None:
        self._unfinished: list[_Unfinished] = []

    async def read(self, chunks: AsyncIterable[bytes], address: str) -> SpooledTemporaryFile[bytes]:
        """The whole body, set to its beginning. TooSlow, TooLarge."""
        body = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # whoever reads it closes it
        begun = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout_at(begun + FIRST) as limit:
                with self._counted(address, limit) as one:
                    async for chunk in chunks:
                        body.write(chunk)
                        one.size += len(chunk)
                        if one.size > MOST:
                            raise TooLarge
                        if one.gives_way:
                            raise TooSlow
                        limit.reschedule(begun + min(LONGEST, FIRST + one.size / RATE))
                        self._make_room(one.address)
        except TimeoutError:
            body.close()
            raise TooSlow from None
        except BaseException:
            body.close()
            raise
        body.seek(0)
        return body

    @contextmanager
    def _counted(self, address: str, limit: asyncio.Timeout) -> Iterator[_Unfinished]:
        one = _Unfinished(address, limit)
        self._unfinished.append(one)
        try:
            self._make_room(address)
            yield one
        finally:
            self._unfinished.remove(one)

    def _make_room(self, address: str) -> None:
        waiting = [one for one in self._unfinished if not one.gives_way]
        theirs = [one for one in waiting if one.address == address]
        if len(theirs) > OF_ONE_ADDRESS:
            _send_away(theirs[0])
        elif len(waiting) > OF_ALL:
            _send_away(waiting[0])
        elif sum(one.size for one in waiting) > BYTES_OF_ALL:
            _send_away(max(waiting, key=lambda one: one.size))


def _send_away(one: _Unfinished) -> None:
    one.gives_way = True
    one.limit.reschedule(0)
