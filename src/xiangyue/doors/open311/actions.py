"""Taking in a service request, once however often it is sent; giving out and ending keys."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from xiangyue.counter.tally import count
from xiangyue.doors.open311.asked import Asked
from xiangyue.doors.open311.models import ApiKey, Report
from xiangyue.doors.open311.rules import title_of
from xiangyue.doors.open311.worded import service_name
from xiangyue.kernel.actions import REQUESTER, Intake, attach, receive_once
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.fields import keyring
from xiangyue.kernel.models import Matter, Place
from xiangyue.kernel.numbers import new_number
from xiangyue.kernel.sealing import sealed_for
from xiangyue.lib.personal import mask_personal

PER_MINUTE = 60
AGAIN = timedelta(minutes=15)
_MINUTE = timedelta(minutes=1)


def make_key(
    town: Place, *, title: str, at: datetime, until: datetime | None = None, per_minute: int = PER_MINUTE
) -> str:
    """The key, told this once; only its hash is kept."""
    if not title.strip():
        raise Refused("请写明这个密钥给谁用，例如“区级平台”。")
    if per_minute < 1:
        raise Refused("每分钟至少要能提交 1 件。")
    if until is not None and until <= at:
        raise Refused("密钥的截止时间要在现在之后。")
    secret = secrets.token_urlsafe(32)
    digest = hashlib.sha256(secret.encode()).hexdigest()
    ApiKey.objects.create(
        town=town, digest=digest, title=title.strip()[:60], made_at=at, until=until, per_minute=per_minute
    )
    return secret


def end_key(key: ApiKey, *, at: datetime) -> None:
    """From now on it hands nothing in; what it handed in stays."""
    ApiKey.objects.filter(pk=key.pk).update(until=at)


def may_go_on(key: ApiKey, at: datetime) -> bool:
    """Counts one more request in the running minute."""
    return count(f"open311:{key.pk}", _MINUTE, at) <= key.per_minute


def report(town: Place, asked: Asked, *, key: ApiKey, at: datetime) -> tuple[Report, bool]:
    """The request and whether it is new. The same request id through the same key is the same request; with
    other content OtherContent. Without an id, the same content within `AGAIN` is the same request: an app that heard
    nothing sends it again.
    """
    request_id = _request_id(key, asked.request_id) or _id_of_content(town, asked, key, at)
    matter, made, is_new = _taken_in(town, asked, request_id, key, at)
    return made or Report.objects.select_related("matter").get(matter=matter), is_new


def _request_id(key: ApiKey, given: str) -> str | None:
    """Of our own: no key comes upon what another key, or another door, called by the same name."""
    return "o311-" + hashlib.sha256(f"{key.pk}:{given}".encode()).hexdigest()[:48] if given else None


def _id_of_content(town: Place, asked: Asked, key: ApiKey, at: datetime) -> str:
    """Of the running quarter of an hour; of the one before where the same came in then."""
    content = repr((asked.words(), asked.category.pk, asked.lon, asked.lat, asked.requester, asked.device_id))
    content += repr((asked.account_id, [photo.sha256 for photo in asked.photos]))
    now = int(at.timestamp() // AGAIN.total_seconds())
    before, running = (
        "o311+" + hashlib.sha256(f"{key.pk}:{window}:{content}".encode()).hexdigest()[:48] for window in (now - 1, now)
    )
    return before if Matter.objects.filter(town=town, request_id=before).exists() else running


def _taken_in(
    town: Place, asked: Asked, request_id: str | None, key: ApiKey, at: datetime
) -> tuple[Matter, Report | None, bool]:
    intake = Intake(
        number=new_number("G", at),
        title=title_of(asked.description, service_name(asked.category)),
        words=asked.words(),
        received_at=at,
        requester=asked.requester,
        category=asked.category,
        place=asked.place,
        lon=asked.lon,
        lat=asked.lat,
        urgency=asked.category.urgency,
        request_id=request_id,
    )
    return receive_once(town, intake, door="open311", actor=REQUESTER, at=at, then=_rows, given=(asked, key, at))


def _rows(taken: list[tuple[Matter, tuple[Asked, ApiKey, datetime]]]) -> list[Report]:
    ring = keyring()
    for matter, (asked, _key, at) in taken:
        for photo in asked.photos:
            attach(matter, photo, actor=REQUESTER, at=at)
    return Report.objects.bulk_create(
        [
            Report(
                town_id=matter.town_id,
                matter=matter,
                key=key,
                requested_at=at,
                described=len(mask_personal(asked.description)),  # as it is kept
                address=asked.address,
                media_url=asked.media_url,
                device_hash=ring.fingerprint(asked.device_id) if asked.device_id else "",
                account_sealed=sealed_for(matter, asked.account_id or ""),
                token=secrets.token_urlsafe(32) if asked.wants_token else None,
            )
            for matter, (asked, key, at) in taken
        ]
    )
