"""The keys of people, in one file that each backup writes anew: whoever is forgotten here is forgotten in every copy of
the folder, from the next backup on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from xiangyue.house.backup.folder import BackupFolder
from xiangyue.kernel.models import Party, PersonKey

PEOPLE = "people.sealed"
_CHUNK = 2000


def keep(folder: BackupFolder) -> None:
    """Read after the day's copy: a key that is newer than it harms nobody, one that was dropped is not in it."""
    folder.seal(_lines(), folder.root / PEOPLE)


def _lines() -> Iterator[bytes]:
    for row in PersonKey.objects.order_by("pk").values_list("pk", "town_id", "secret_sealed").iterator(_CHUNK):
        yield (json.dumps(row) + "\n").encode()


def bring_back(folder: BackupFolder) -> int:
    """The keys that are left, into a database that has none; who has none any more is told so. How many keys."""
    kept = b"".join(folder.open(folder.root / PEOPLE)) if (folder.root / PEOPLE).exists() else b""
    rows = [json.loads(line) for line in kept.splitlines()]
    keys = [PersonKey(pk=pk, town_id=town, secret_sealed=secret) for pk, town, secret in rows]
    PersonKey.objects.bulk_create(keys, batch_size=_CHUNK, ignore_conflicts=True)
    Party.objects.exclude(key_id__in=PersonKey.objects.values("pk")).exclude(key_id=None).update(key_id=None)
    return len(keys)
