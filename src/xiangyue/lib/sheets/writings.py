"""The writings of a moment, each a pattern over a text in one line, full-width signs made narrow."""

import re

DAY = r"(?P<year>\d{4})(?:[-/.]|年)(?P<month>\d{1,2})(?:[-/.]|月)(?P<day>\d{1,2})日?"
WEEKDAY = r"(?:[ ,]*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?"
HALVES = r"上午|下午|中午|晚上|晚|凌晨|早上|AM|PM"
HALF = rf"(?P<half>{HALVES})?"
CLOCK = r"(?P<hour>\d{1,2})(?:[:点时](?P<minute>\d{1,2})?(?:[:分](?P<second>\d{1,2}(?:[.,]\d{1,9})?)?秒?)?)"
ZONE = r"(?: ?(?:CST|\(?北京时间\)?))?"  # CST in our files is China's
OFFSET = r"(?: ?(?:GMT|UTC)?(?P<offset>Z|[+-]\d{2}:?\d{2})(?: ?[A-Z]{3,5})?(?: m=[+-][\d.]{1,30})?)?"
TIME = rf"(?:[ T]*{HALF} ?{CLOCK} ?(?P<half_after>{HALVES})?{OFFSET}{ZONE})?"
WRITTEN = re.compile(rf"{DAY}{WEEKDAY}{TIME}{WEEKDAY}", re.ASCII | re.IGNORECASE)
CLOCK_ALONE = re.compile(rf"(?:{HALVES})? ?{CLOCK} ?(?:AM|PM)?", re.ASCII | re.IGNORECASE)
# 11/20/2024 9:10, 20.11.2024
DAY_FIRST_OR_MONTH_FIRST = re.compile(
    rf"(?P<one>\d{{1,2}})[-/.](?P<two>\d{{1,2}})[-/.](?P<year>\d{{4}}){TIME}", re.ASCII | re.IGNORECASE
)
SHORT_YEAR = re.compile(
    rf"\d{{1,2}}(?:[-/.]|年)\d{{1,2}}(?:[-/.]|月)\d{{1,2}}日?{WEEKDAY}{TIME}", re.ASCII | re.IGNORECASE
)
YEAR_OF_TWO_DIGITS = re.compile(r"\d{2}年(?=\d)", re.ASCII)
# Oracle's DD-MON-RR in Chinese: 20-11月-24 09.10.00.000000 上午
ORACLE = re.compile(
    r"(?P<day>\d{1,2})-(?P<month>\d{1,2})月 ?-(?P<short>\d{2})"
    rf"(?: (?P<hour>\d{{1,2}})[.:](?P<minute>\d{{1,2}})[.:](?P<second>\d{{1,2}}(?:\.\d{{1,9}})?)"
    rf"(?: (?P<half>{HALVES}))?)?"
    r"(?: (?P<offset>[+-]\d{2}:\d{2}))?",
    re.ASCII | re.IGNORECASE,
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = rf"(?P<month_name>{'|'.join(MONTHS)})[a-z]{{0,6}}\.?"
# Wed, 20 Nov 2024 09:10:00 +0800; 20-Nov-2024 09:10; Nov 20, 2024 9:10 AM
DAY_IN_ENGLISH = re.compile(
    rf"(?:[a-z]{{3,9}},? )?(?P<day>\d{{1,2}})[ -]{MONTH}[ ,-]+(?P<year>\d{{4}}),?{TIME}", re.ASCII | re.IGNORECASE
)
MONTH_IN_ENGLISH = re.compile(
    rf"(?:[a-z]{{3,9}},? )?{MONTH} (?P<day>\d{{1,2}}),? (?P<year>\d{{4}}),?{TIME}", re.ASCII | re.IGNORECASE
)
# Wed Nov 20 09:10:00 CST 2024; Wed Nov 20 2024 09:10:00 GMT+0800 (中国标准时间)
JAVA = re.compile(
    rf"[a-z]{{3}},? (?P<month_name>{'|'.join(MONTHS)}) (?P<day>\d{{1,2}})(?: (?P<early>\d{{4}}))?"
    r" (?P<hour>\d{1,2}):(?P<minute>\d{2}):(?P<second>\d{2})"
    r"(?: (?:CST|GMT(?=[+-])))?(?P<offset>[+-]\d{2}:?\d{2})?(?: \(.{1,20}\))?(?: (?P<late>\d{4}))?",
    re.ASCII | re.IGNORECASE,
)
DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[ T]?(\d{2}):?(\d{2}):?(\d{2})?)?", re.ASCII)
SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
