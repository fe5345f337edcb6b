"""Telephone numbers as people write them."""

import re

_MOBILE = re.compile(r"1[3-9]\d{9}")
_FIXED = re.compile(r"0\d{2,3}\d{7,8}(-\d{1,6})?")
_ABROAD = re.compile(r"\+\d{7,15}")


def tidy_phone(text: str) -> str:
    """Digits only for a mainland mobile or landline, "+…" for one of another country, "" for nothing.

    ValueError with a sentence for the person who typed it.
    """
    plain = re.sub(r"[\s()（）—–·.]", "", text.strip())
    if not plain:
        return ""
    home = re.sub(r"^(\+86|0086)", "", plain).replace("-", "")
    if _MOBILE.fullmatch(home) or _FIXED.fullmatch(home) or _FIXED.fullmatch(plain):
        return home
    abroad = re.sub(r"^00", "+", plain).replace("-", "")
    if _ABROAD.fullmatch(abroad) and not abroad.startswith("+86"):
        return abroad
    raise ValueError("电话号码看起来不对：手机是 11 位，座机要带区号，境外号码以 + 和国家代码开头。")
