"""What stands in a field of a post, read into a value that a deed takes. Junk is refused with a sentence, whatever it
is.

A reader is called with the post and the field's name. It answers None for what was left empty where that is allowed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest

from xiangyue.kernel.access import visible_to
from xiangyue.kernel.actions import Upload, sniff
from xiangyue.kernel.actions.attach import MAX_BYTES
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Category, Matter, Party, Place, Seat
from xiangyue.kernel.timekeeping import ZONE, local_day

WORDS_MAX = 20_000  # of one field; what a deed allows is less and says so itself
DAYS_KNOWN = range(1900, 3000)  # years that a form may name
WHOLE_MAX = 10**9
_KEY_DIGITS = 18  # a key of the database has no more
_TICKED = 100  # matters in one post
_OFFICE_ENDS = time(18)


@dataclass(frozen=True)
class Asked:
    """A post on its way to a deed. `seat` is None where somebody without one posts; `subject` is what it is about."""

    request: HttpRequest
    town: Place
    seat: Seat | None
    at: datetime
    subject: Any = None

    def typed(self, name: str, most: int = WORDS_MAX) -> str:
        """As it was typed, without blanks at its ends."""
        text = self.request.POST.get(name, "").strip()
        if len(text) > most:
            raise Refused("写得太长了（{n} 字），一栏最多 {words_max} 字。", n=len(text), words_max=most)
        if "\x00" in text:
            raise Refused("内容里有存不下的字符（多半是从别处粘贴来的），请删掉后再提交。")
        return text


Reader = Callable[[Asked, str], Any]


def text(default: str = "") -> Reader:
    return lambda asked, name: asked.typed(name) or default


def long_text(most: int) -> Reader:
    """A field that holds more than others, as minutes do."""
    return lambda asked, name: asked.typed(name, most)


TEXT = text()
WHY_BACK = text("刚点错了，马上撤回")  # the reason of one who takes it back from the toast


def YES(asked: Asked, name: str) -> bool:
    return asked.typed(name) == "yes"


def YES_OR_NO(asked: Asked, name: str) -> bool | None:
    """None where neither was chosen."""
    return {"yes": True, "no": False}.get(asked.typed(name))


def one_of(choices: Collection[str], says: str) -> Reader:
    """Refused with `says` for what is not among them."""

    def read(asked: Asked, name: str) -> str:
        chosen = asked.typed(name)
        if chosen not in choices:
            raise Refused(says)
        return chosen

    return read


def needed(reader: Reader, says: str) -> Reader:
    """The same reader, with a sentence where nothing was given."""

    def read(asked: Asked, name: str) -> Any:
        value = reader(asked, name)
        if value is None or value == "":
            raise Refused(says)
        return value

    return read


def named(field: str, reader: Reader) -> Reader:
    """Where the form's field is called otherwise than the deed's argument."""
    return lambda asked, name: reader(asked, field)


def COUNT(asked: Asked, name: str) -> int:
    """A whole number from 0; 0 where nothing was typed."""
    typed = asked.typed(name)
    if not typed:
        return 0
    number = whole(typed)
    if number is None or number > WHOLE_MAX:
        raise Refused(
            "“{typed}”不是能用的整数，请填 0 到 {whole_max:,} 之间的数。", typed=typed[:20], whole_max=WHOLE_MAX
        )
    return number


def whole(typed: str) -> int | None:
    """ASCII digits alone: `²` is a digit to Python and none to a database."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= _KEY_DIGITS else None


def DAY(asked: Asked, name: str) -> date:
    found = DAY_OR_NONE(asked, name)
    if found is None:
        raise Refused("请选择日期。")
    return found


def DAY_OR_NONE(asked: Asked, name: str) -> date | None:
    typed = asked.typed(name)
    if not typed:
        return None
    found = day_in(typed)
    if found is None:
        raise Refused("“{typed}”不是能用的日期，请按 2024-11-05 这样填。", typed=typed[:20])
    return found


def day_in(typed: str) -> date | None:
    """None for what is no day, or of a year that no office means."""
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        return None
    return found if found.year in DAYS_KNOWN else None


def day(says: str) -> Reader:
    """A day that must be given, with the room's own sentence where it is not."""

    def read(asked: Asked, name: str) -> date:
        found = day_in(asked.typed(name))
        if found is None:
            raise Refused(says)
        return found

    return read


def OFFICE_END(asked: Asked, name: str) -> datetime:
    """The end of the office day that was chosen."""
    return datetime.combine(DAY(asked, name), _OFFICE_ENDS, ZONE)


def CLOCK(asked: Asked, name: str) -> time:
    """A clock on the town's wall: one with an offset is none."""
    try:
        found = time.fromisoformat(asked.typed(name))
    except ValueError:
        found = None
    if found is None or found.tzinfo is not None:
        raise Refused("请填时间，例如 09:00。")
    return found


def MOMENT(asked: Asked, name: str) -> datetime:
    """A field of day and time, on the town's wall."""
    try:
        found = datetime.fromisoformat(asked.typed(name))
    except ValueError:
        found = None
    if found is None or found.tzinfo is not None or found.year not in DAYS_KNOWN:
        raise Refused("请填日期和时间，例如 2024-11-05 18:00。")
    return found.replace(tzinfo=ZONE)


def row_of(rows: Callable[[Asked], QuerySet[Any]], says: str, *, by: str = "pk") -> Reader:
    """The row that was picked from a list; None where none was, refused for what is not in the list."""

    def read(asked: Asked, name: str) -> Any:
        typed = asked.typed(name)
        if not typed:
            return None
        key = whole(typed) if by == "pk" else typed
        found = None if key is None else rows(asked).filter(**{by: key}).first()
        if found is None:
            raise Refused(says)
        return found

    return read


UNIT = row_of(
    lambda asked: Party.objects.filter(town=asked.town, kind="unit"), "这个单位不在本镇的名册里，请从列表里重新选。"
)
SEAT = row_of(lambda asked: Seat.objects.filter(town=asked.town), "这个岗位不是本镇的，请从列表里重新选。")
CATEGORY = row_of(
    lambda asked: Category.objects.filter(town=asked.town).on(local_day(asked.at)),
    "目录里没有这个类别，请从列表里重新选。",
)
VILLAGE = row_of(
    lambda asked: Place.objects.filter(town=asked.town, level="village"), "本镇没有这个村，请重新选。", by="code"
)


def MATTERS(asked: Asked, name: str) -> list[Matter]:
    """The ticked matters that this seat may see; what is no key is passed over."""
    assert asked.seat is not None
    found = visible_to(asked.seat).filter(pk__in=_ticked(asked, name)[:_TICKED])
    return list(found.select_related("town", "lead_unit", "category", "place"))


def NUMBERED(asked: Asked, name: str) -> list[Matter]:
    """The matters whose numbers were typed, each once, parted by blanks, lines or commas; refused with those that this
    seat may not see.
    """
    assert asked.seat is not None
    numbers = list(dict.fromkeys(filter(None, re.split(r"[\s,，、]+", asked.typed(name)))))
    found = {one.number: one for one in visible_to(asked.seat).filter(number__in=numbers).select_related("town")}
    if strange := [one[:40] for one in numbers if one not in found]:
        raise Refused("没有编号为 {numbers} 的事项，或者您的岗位看不到它。", numbers=strange)
    return [found[one] for one in numbers]


def VILLAGES(asked: Asked, name: str) -> list[Place]:
    """The ticked villages of the town; what is no key is passed over."""
    return list(Place.objects.filter(town=asked.town, level="village", pk__in=_ticked(asked, name)))


def ticked(most: int) -> Reader:
    """The keys of what was ticked; more than so many are refused, what is no key is passed over."""

    def read(asked: Asked, name: str) -> list[int]:
        keys = _ticked(asked, name)
        if not keys:
            raise Refused("请先勾选。")
        if len(keys) > most:
            raise Refused("一次最多 {most} 条，勾了 {n} 条。", most=most, n=len(keys))
        return keys

    return read


def _ticked(asked: Asked, name: str) -> list[int]:
    return [key for key in map(whole, asked.request.POST.getlist(name)) if key is not None]


def FILE(asked: Asked, name: str) -> Upload | None:
    """One file fit to be kept, known by its bytes; None where none was chosen."""
    file = asked.request.FILES.get(name)
    return None if file is None else kept(file)


def files(most: int | None = None, *, photos_only: bool = False) -> Reader:
    def read(asked: Asked, name: str) -> list[Upload]:
        given = asked.request.FILES.getlist(name)
        if most is not None and len(given) > most:
            raise Refused("照片最多 {most} 张，请去掉几张再提交。", most=most)
        return [kept(file, photo_only=photos_only) for file in given]

    return read


def kept(file: UploadedFile, *, photo_only: bool = False) -> Upload:
    """Refused before it is read into memory where it is too large."""
    if (file.size or 0) > MAX_BYTES:
        raise Refused("“{file}”超过 {max_bytes} MB，请压缩后再传。", file=file.name, max_bytes=MAX_BYTES // 1_048_576)
    return sniff(file.name or "照片", file.read(), photo_only=photo_only)


class Form:
    """A whole form of Django's, for compound ones; its cleaned fields are spread over the deed's arguments."""

    def __init__(
        self, form: type[forms.Form], *, when: Callable[[Asked], bool] | None = None, prefix: str | None = None
    ) -> None:
        self.form, self.when, self.prefix = form, when, prefix

    def __call__(self, asked: Asked, name: str) -> dict[str, Any]:
        if self.when is not None and not self.when(asked):
            return {}
        posted, context = asked.request, context_of(self.form, asked)
        made = self.form(posted.POST, posted.FILES, prefix=self.prefix, **context)
        if not made.is_valid():
            raise Refused(errors_of(made))
        return made.cleaned_data


def context_of(form: type[forms.Form], asked: Asked) -> dict[str, Any]:
    """What a form asks for by name beside its data: the town, the day, the moment."""
    known = {"town": asked.town, "day": local_day(asked.at), "at": asked.at}
    wanted = form.__init__.__kwdefaults__ or {}
    names = form.__init__.__code__.co_varnames
    return {name: value for name, value in known.items() if name in names or name in wanted}


def errors_of(form: forms.BaseForm) -> str:
    """The errors of a form in one sentence, each with the name of its field."""
    return "；".join(
        f"{form.fields[name].label}：{'、'.join(map(str, texts))}"
        if name in form.fields and form.fields[name].label
        else "、".join(map(str, texts))
        for name, texts in form.errors.items()
    )


def read(fields: Mapping[str, Reader], asked: Asked) -> dict[str, Any]:
    """Argument → value. What a `Form` gives is spread."""
    told: dict[str, Any] = {}
    for name, reader in fields.items():
        value = reader(asked, name)
        if isinstance(reader, Form):
            told |= value
        else:
            told[name] = value
    return told
