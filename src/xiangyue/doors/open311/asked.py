"""What an app sends, read into plain values. Everything that is wrong is said at once."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import unquote_to_bytes

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest

from xiangyue.counter.readers import kept
from xiangyue.doors.open311 import queries
from xiangyue.doors.open311.faults import Fault
from xiangyue.doors.open311.rules import answers_to, clean, full_name, is_link, read_degrees
from xiangyue.doors.open311.worded import service_name
from xiangyue.kernel.actions import Requester, Upload
from xiangyue.kernel.geography import is_near, locate
from xiangyue.kernel.models import Category, Place
from xiangyue.kernel.shortly import shortly
from xiangyue.kernel.timekeeping import ZONE
from xiangyue.lib.coords import gcj02_to_wgs84
from xiangyue.lib.hantext import NameFinder

UNDECODED = "\ufffd"  # what stands where bytes were no UTF-8
PHOTOS_MAX, LINKS_MAX, LINK_MOST = 6, 10, 500
_LINKS = re.compile(r"media_url(?:\[\d{0,3}\])?", re.ASCII)
_ATTRIBUTE = re.compile(r"attribute\[([A-Za-z0-9_.-]{1,60})\](?:\[\d{0,3}\])?", re.ASCII)
# The longest that we take, in characters. The standard's own limit for a description is 4,000; longer is let in.
MOST = {
    "description": 20_000,
    "address_string": 500,
    "address_id": 40,
    "email": 254,
    "phone": 30,
    "first_name": 200,
    "last_name": 200,
    "device_id": 200,
    "account_id": 100,
    "request_id": 64,
}


@dataclass(frozen=True)
class Fields:
    """The parameters as they came, the answers by the code of their question, every media_url, and the files."""

    plain: dict[str, str]
    attributes: dict[str, list[str]]
    links: list[str] = field(default_factory=list)
    photos: list[Upload] = field(default_factory=list)

    def get(self, name: str) -> str:
        """Empty means not given, as the standard has it."""
        return self.plain.get(name, "")


@dataclass(frozen=True)
class Asked:
    """A service request that can be taken in. `lines` are what the handler must read beside the description."""

    category: Category
    description: str
    place: Place | None
    lon: float | None
    lat: float | None
    address: str
    media_url: str
    requester: Requester | None
    device_id: str
    account_id: str
    request_id: str
    wants_token: bool
    photos: list[Upload] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def words(self) -> str:
        """What the handler reads: the description, or the service's name where nothing was said, then the lines."""
        return "\n".join([self.description or service_name(self.category), *self.lines])


def fields_of(request: HttpRequest) -> Fields:
    """A form, in either encoding, or a JSON object; key and jurisdiction may stand in the address."""
    if request.content_type == "application/json":
        pairs, photos = _pairs_of_json(request.body), []
    else:
        pairs = [(name, value) for name, values in request.POST.lists() for value in values]
        if not _is_utf_8(request) or any(UNDECODED in text for pair in pairs for text in pair):
            raise Fault(400, "提交的文字不是 UTF-8 编码，读出来是乱码，没有收下。")
        photos = _photos(request)
    plain = {name: clean(request.GET.get(name, "")) for name in ("api_key", "jurisdiction_id")}
    attributes: dict[str, list[str]] = {}
    links: list[str] = []
    for name, value in pairs:
        known = _ATTRIBUTE.fullmatch(name)
        if known:
            attributes.setdefault(known[1], []).append(value)
        elif _LINKS.fullmatch(name):
            links += [clean(value)] if clean(value) else []
        elif clean(value):
            plain[name] = clean(value)
    if request.headers.get("Idempotency-Key"):
        plain["request_id"] = clean(request.headers["Idempotency-Key"])
    return Fields(plain, attributes, list(dict.fromkeys(links)), photos)


def _is_utf_8(request: HttpRequest) -> bool:
    """Of a form's bytes; Django reads what is none as Latin-1, and every sign of it as something else."""
    if request.content_type != "application/x-www-form-urlencoded":
        return True
    try:
        unquote_to_bytes(request.body).decode()
    except UnicodeDecodeError:
        return False
    return True


def _photos(request: HttpRequest) -> list[Upload]:
    """Whatever the part is called; what is no photo is refused with its name."""
    given = [file for name in request.FILES for file in request.FILES.getlist(name) if file.size]
    if len(given) > PHOTOS_MAX:
        raise Fault(400, f"照片最多 {PHOTOS_MAX} 张。")
    return [kept(file, photo_only=True) for file in given]


def _pairs_of_json(body: bytes) -> list[tuple[str, str]]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Fault(400, "提交的内容不是合法的 JSON。") from error
    if not isinstance(told, dict):
        raise Fault(400, "JSON 要是一个对象，名称与表单参数相同。")
    pairs: list[tuple[str, str]] = []
    for name, value in told.items():
        if name == "attribute" and isinstance(value, dict):
            for code, answer in value.items():
                answers = answer if isinstance(answer, list) else [answer]
                pairs += [(f"attribute[{code}]", _text(f"attribute[{code}]", one)) for one in answers]
        elif name == "media_url" and isinstance(value, list):
            pairs += [(name, _text(name, one)) for one in value]
        else:
            pairs.append((name, _text(name, value)))
    return pairs


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Fault(400, f"参数 {clean(name)[:60]} 要是文字或数字。")
    return str(value)


def read(town: Place, fields: Fields, day: date) -> Asked:
    """Fault 404 for an unknown service, 400 with every other thing that is wrong."""
    if not fields.get("service_code"):
        raise Fault(400, "缺少 service_code。")
    category = queries.service(town, fields.get("service_code"), day)
    faults = [
        f"{name} 太长了（{len(fields.get(name))} 字），最多 {most} 字。"
        for name, most in MOST.items()
        if len(fields.get(name)) > most
    ]
    lon, lat = _point(town, fields, faults)
    place = _place(town, fields, lon, lat, faults)
    if lon is None and not fields.get("address_string") and place is None and not faults:
        faults.append("缺少位置：请给出 lat 和 long，或 address_string，或 address_id。")
    if len(fields.links) > LINKS_MAX:
        faults.append(f"media_url 最多给 {LINKS_MAX} 个。")
    if any(len(link) > LINK_MOST for link in fields.links):
        faults.append(f"media_url 太长了，最多 {LINK_MOST} 字。")
    if not all(is_link(link) for link in fields.links):
        faults.append("media_url 要是 http:// 或 https:// 开头的完整地址。")
    lines, wrong = answers_to(queries.questions(town, category.code, day), fields.attributes, ZONE)
    requester = _requester(fields, faults)
    if fields.get("answer") not in ("", "token"):
        faults.append("answer 只能是 token，或者不写。")
    if faults or wrong:
        raise Fault(400, *faults, *wrong)
    if fields.get("address_string"):
        lines.append(f"地点：{fields.get('address_string')}")
    lines += [f"附图链接：{link}" for link in fields.links]
    return Asked(
        category=category,
        description=fields.get("description"),
        place=place,
        lon=lon,
        lat=lat,
        address=fields.get("address_string"),
        media_url=fields.links[0] if fields.links else "",
        photos=fields.photos,
        requester=requester,
        device_id=fields.get("device_id"),
        account_id=fields.get("account_id"),
        request_id=fields.get("request_id"),
        wants_token=fields.get("answer") == "token",
        lines=lines,
    )


def _point(town: Place, fields: Fields, faults: list[str]) -> tuple[float | None, float | None]:
    """WGS-84 (lon, lat); (None, None) where there is none or it is wrong."""
    lat, lon = fields.get("lat"), fields.get("long")
    if not lat and not lon:
        return None, None
    if not lat or not lon:
        faults.append(f"缺少 {'long' if lat else 'lat'}：lat 和 long 要一起给。")
        return None, None
    try:
        point = read_degrees(lon, 180), read_degrees(lat, 90)
        if point == (0, 0):  # what an app sends that knows no place
            return None, None
    except ValueError:
        faults.append("lat 和 long 要是小数形式的度数，lat 在 -90 到 90、long 在 -180 到 180 之间（是不是写反了？）。")
        return None, None
    if fields.get("coordinates") not in ("", "wgs84", "gcj02"):
        faults.append("coordinates 只能是 wgs84 或 gcj02。")
        return None, None
    if fields.get("coordinates") == "gcj02":
        point = gcj02_to_wgs84(*point)
    if not is_near(town, *point):
        faults.append(f"这个位置不在{town.name}范围内，请核对 lat 和 long，或向所在的镇提交。")
        return None, None
    return point


def _place(town: Place, fields: Fields, lon: float | None, lat: float | None, faults: list[str]) -> Place | None:
    """By the address id, else by the village's boundary, else by a village's name in the address."""
    if fields.get("address_id"):
        known = Place.objects.filter(town=town, code=fields.get("address_id")).exclude(level="grid").first()
        if known is None:
            faults.append("没有这个 address_id（本镇地点的代码）。")
        return known
    found = locate(town, lon, lat) if lon is not None and lat is not None else None
    if found is not None or not fields.get("address_string"):
        return found
    named = shortly(f"open311:villages:{town.pk}", lambda: _villages(town)).find(fields.get("address_string"))
    return named[0][2] if named else None


def _villages(town: Place) -> NameFinder[Place]:
    villages: dict[str, Place] = {}
    for village in Place.objects.filter(town=town, level="village").order_by("code"):
        for name in (village.name, *village.aliases):
            villages.setdefault(name, village)
    return NameFinder(villages)


def _requester(fields: Fields, faults: list[str]) -> Requester | None:
    """None for somebody who left nothing of themselves."""
    name = full_name(fields.get("first_name"), fields.get("last_name"))
    email = fields.get("email")
    if email:
        try:
            validate_email(email)
        except ValidationError:
            faults.append("email 不是一个邮箱地址。")
    if not (name or email or fields.get("phone")):
        return None
    return Requester(name=name, phone=fields.get("phone"), mail=email)
