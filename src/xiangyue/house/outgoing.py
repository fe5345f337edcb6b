"""The seals leave the house: into a folder that the upper level fetches, by a channel, to a time stamping authority.

FOLDER/CODE/seals.jsonl       every seal so far; what stands there is compared before it is replaced
FOLDER/CODE/DAY.checkpoint    the signed note of that day, for witnesses (C2SP)
FOLDER/CODE/DAY.tsr           the authority's answer over the note (RFC 3161), where one is set
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.conf import settings
from rfc3161_client import TimestampRequestBuilder, decode_timestamp_response

from xiangyue.desks.notices.ways.with_deadline import within_deadline
from xiangyue.kernel import outsiders, queries
from xiangyue.kernel.models import Place, Seal
from xiangyue.lib.outward import ask, tell, with_own
from xiangyue.lib.private_files import private_folder, write_private


class SealsDiffer(Exception):
    """What is about to leave is not what left before, or seals are missing."""


class NotTaken(Exception):
    pass


def send_seals(town: Place) -> None:
    """Once for each new seal. SealsDiffer, and nothing written over, where the past is not what it was;
    NotTaken where the channel or the authority did not take it: what was not taken is sent again.
    """
    folder = Path(settings.XIANGYUE_SEALS_TO) / town.code
    _compare(town, folder)
    last, note = Seal.objects.filter(town=town).order_by("-day").first(), outsiders.newest_checkpoint(town)
    if last is None or note is None:
        return
    private_folder(folder)
    write_private(folder / "seals.jsonl", "".join(outsiders.written_lines(outsiders.seal_lines(town))).encode())
    write_private(folder / f"{last.day}.checkpoint", note.encode())
    _stamp(folder / f"{last.day}.tsr", note.encode())
    _tell(folder, town, last.day, note)


def _compare(town: Place, folder: Path) -> None:
    faults = [fault.says for fault in queries.unsealed(town)]
    kept = folder / "seals.jsonl"
    if kept.exists():
        with kept.open(encoding="utf-8") as file:
            faults += [fault.says for fault in outsiders.against(town, outsiders.read_lines(file))]
    if faults:
        raise SealsDiffer("；".join(faults[:3]))


def _stamp(path: Path, note: bytes) -> None:
    if not settings.XIANGYUE_TSA or path.exists():
        return
    request = TimestampRequestBuilder().data(note).build()
    headers = {"Content-Type": "application/timestamp-query"}
    inside = with_own(settings.XIANGYUE_INSIDE_HOSTS, settings.XIANGYUE_TSA)
    answer = within_deadline(ask, settings.XIANGYUE_TSA, request.as_bytes(), headers, inside)
    if answer.status != 200:
        raise NotTaken(f"时间戳服务没有答复（{answer.status} {answer.why}），稍后再试。")
    if decode_timestamp_response(answer.body).status != 0:
        raise NotTaken("时间戳服务没有给出时间戳，稍后再试。")
    write_private(path, answer.body)


def _tell(folder: Path, town: Place, day: date, note: str) -> None:
    """The note itself: whoever reads the channel keeps a copy that we cannot change."""
    told = folder / "told"
    if not settings.XIANGYUE_SEALS_TELL or (told.exists() and told.read_text() == str(day)):
        return
    inside = with_own(settings.XIANGYUE_INSIDE_HOSTS, settings.XIANGYUE_SEALS_TELL)
    if within_deadline(tell, settings.XIANGYUE_SEALS_TELL, f"{town.name} {day} 日封", note, inside):
        raise NotTaken("通知渠道没有收下日封，稍后再发；请检查 XIANGYUE_SEALS_TELL。")
    write_private(told, str(day).encode())
