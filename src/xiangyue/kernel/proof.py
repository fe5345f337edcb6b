"""Files: each is as it was when it was added, in the table and on the disk."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from django.db.models.fields.files import FieldFile

from xiangyue.kernel import proofs
from xiangyue.kernel.models import Attachment, Event, Place
from xiangyue.lib.chain import Fault

_CHUNK = 2000


def attachments(town: Place) -> Iterator[Fault]:
    """A file that nobody added, that was exchanged or is gone."""
    added = Event.objects.filter(town=town, name="file_added").values_list(
        "matter_id", "matter__number", "seq", "particulars"
    )
    told = {
        (matter, particulars["sha256"]): (number, seq)
        for matter, number, seq, particulars in added.iterator(chunk_size=_CHUNK)
    }
    kept = Attachment.objects.filter(town=town).select_related("matter").order_by("pk")
    for one in kept.iterator(chunk_size=_CHUNK):
        where = told.pop((one.matter_id, one.sha256), None)
        number = one.matter.number
        if where is None:
            yield Fault(number, 0, "inserted", f"事项 {number} 的附件“{one.title}”没有添加的记录，或者被换过。")
        elif (digest := digest_on_disk(one.file)) != one.sha256:
            how = "文件不见了" if digest is None else "文件内容被换过"
            yield Fault(number, where[1], "changed", f"事项 {number} 的附件“{one.title}”{how}。")
    for number, seq in told.values():
        yield Fault(number, seq, "dropped", f"事项 {number} 第 {seq} 条添加的附件不见了。")


def digest_on_disk(kept: FieldFile) -> str | None:
    """SHA-256 of a kept file as it lies there now; None where it is gone."""
    try:
        with kept.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (FileNotFoundError, ValueError):
        return None


proofs.register("attachments", attachments)
