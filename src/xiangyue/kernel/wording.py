"""Sentences that stand in the code in Chinese, told in the language of the page."""

from __future__ import annotations

from django.utils.translation import get_language, gettext

from xiangyue.lib.marking import Said


def worded(says: str) -> str:
    """What the catalogue has not is told as it is."""
    if not isinstance(says, Said):
        return gettext(says) if says else ""
    return gettext(says.words).format(**{key: _known(value) for key, value in says.told.items()})


def _known(value: object) -> object:
    """Words of ours that are named; names and what was quoted stay as they are."""
    if isinstance(value, tuple | list):
        between = ", " if (get_language() or "zh").startswith("en") else "、"
        return between.join(str(_known(one)) for one in value)
    return worded(value) if isinstance(value, str) else value
