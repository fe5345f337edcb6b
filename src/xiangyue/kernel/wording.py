"""Sentences that stand in the code in Chinese, told in the language of the page."""

from __future__ import annotations

import re

from django.utils.translation import get_language, gettext

from xiangyue.lib.marking import Said

_QUOTED = re.compile(r"“\{(\w+)")


def worded(says: str) -> str:
    """What the catalogue has not is told as it is."""
    if not isinstance(says, Said):
        return gettext(says) if says else ""
    quoted = set(_QUOTED.findall(says.words))
    told = {key: value if key in quoted else _known(value) for key, value in says.told.items()}
    return gettext(says.words).format(**told)


def _known(value: object) -> object:
    """Words of ours that are named. What stands between “ and ” somebody typed: it stays as it is."""
    if isinstance(value, tuple | list):
        between = ", " if (get_language() or "zh").startswith("en") else "、"
        return between.join(str(_known(one)) for one in value)
    return worded(value) if isinstance(value, str) else value
