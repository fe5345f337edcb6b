"""Telephone numbers as people write them."""

import re
from unicodedata import normalize

from xiangyue.lib.masking import UNSEEN

_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
# Areas of three digits have eight behind them, those of four seven or eight; behind seven a single digit after a hyphen
# is the eighth.
_FIXED = re.compile(
    r"(01\d-?\d{8}|02\d-?\d{8}|0[3-9]\d{2}-?\d{8})(-\d{1,6})?|(0[3-9]\d{2}-?\d{7})(-\d{2,6})?", re.ASCII
)
_ABROAD = re.compile(r"\+\d{7,15}", re.ASCII)


def tidy_phone(text: str) -> str:
    """Digits only for a mainland mobile or landline (an extension behind a hyphen), "+…" for one of another country,
    "" for nothing.

    ValueError with a sentence for the person who typed it.
    """
    plain = re.sub(r"[\s()—–·.]", "", "".join(each for each in normalize("NFKC", text) if each not in UNSEEN))
    if not plain:
        return ""
    within = re.sub(r"^(\+86|0086)-?", "", plain)
    if fixed := _FIXED.fullmatch(within):
        return (fixed[1] or fixed[3]).replace("-", "") + (fixed[2] or fixed[4] or "")
    home = within.replace("-", "")
    if _MOBILE.fullmatch(home) or _FIXED.fullmatch(home):
        return home
    abroad = re.sub(r"^00", "+", plain).replace("-", "")
    if _ABROAD.fullmatch(abroad) and not abroad.startswith("+86"):
        return abroad
    raise ValueError("电话号码看起来不对：手机是 11 位，座机要带区号，境外号码以 + 和国家代码开头。")


def same_phone(text: str) -> str:
    """One writing for every writing of one number, also of one that is none: what two of them are compared by."""
    try:
        return tidy_phone(text)
    except ValueError:
        return "".join(each for each in normalize("NFKC", text) if each.isascii() and each.isdigit())
