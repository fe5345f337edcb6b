"""The personal parts of what somebody said, taken out of it and put back: numbers, names, house numbers.

What stays behind is the text with each part masked where it stood; a part remembers the place of its mask. Nothing a
person can type is taken for a mask, and text that was taken apart is joined again letter by letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from xiangyue.lib.masking import COMPOUND_SURNAMES, find_sensitive, mask_name, mask_span

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪"
    "舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包"
    "诸左石崔吉龚程邢裴陆荣翁荀羊甄曲家封靳段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司"
    "韶黎薄印宿白怀蒲台从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀浦尚农温别庄"
    "晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空"
    "曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公付肖代闫仝冼佟邸逯卜苑亓展"
)
# Who says a name says first what it is the name of.
_NAMED = (
    r"(?:(?:联系人|姓名|我叫|本人叫|名叫|名字叫|名字是|户主|反映人|来电人|投诉人|举报人|申请人|报修人|联络人)"
    r"(?:姓名)?(?:是|为|叫)?[:： ]{0,3}"
    r"|(?:业主|当事人|负责人|收件人|家属)(?:姓名|叫|[:：]) ?)"
)
_NO_NAME_GOES_ON = "电话|手机|联系|住|家住|男|女|身份|今年|反映|投诉|举报|来电|是|的|在|家|说|和|与|及"
_BEHIND_A_NAME = rf"(?=$|[\s,，。.;；、:：!！?？)）(（\d/|*]|先生|女士|同志|{_NO_NAME_GOES_ON})"
NAME = re.compile(
    rf"{_NAMED}(?P<name>(?:{COMPOUND_SURNAMES.pattern.removesuffix('(?=.)')}|[{_SURNAMES}])[\u4e00-\u9fff·]{{1,2}}?)"
    rf"{_BEHIND_A_NAME}"
)
_COUNT = r"(?:\d{1,4}|[一二三四五六七八九十]{1,3}|[A-Za-z甲乙丙丁])"
_DOOR = rf"(?:{_COUNT}(?:室|户)|\d{{3,4}}(?!\d)室?)"
_ENTRANCE = rf"{_COUNT}(?:单元|门(?![口前外市店]))"
_FLOOR = rf"(?:{_COUNT}(?:层|楼))?"
_NO_HOUSE = "楼线机井桥泵地台路公坑杆变闸库棚车口门站街"  # 12号机井, 3号路口 are nobody's home
HOUSE = re.compile(
    # a flat: its building, and at least its entrance or its door
    rf"{_COUNT}(?:号楼|栋|幢|座)(?:{_ENTRANCE}{_FLOOR}(?:{_DOOR}|{_COUNT}号)?|{_FLOOR}{_DOOR})"
    r"|(?<![\d-])\d{1,3}[-－—]\d{1,2}[-－—]\d{3,4}(?![\d-])室?"
    rf"|{_COUNT}单元{_COUNT}(?:层|楼)?{_COUNT}?(?:室|户|号)?"
    # a house: its number behind what people live in
    rf"|(?<=[村庄里巷弄营屯寨区组队])(?:{_COUNT}(?:排|条|弄|巷))?\d{{1,4}}号(?:院)?(?![{_NO_HOUSE}\d])"
    r"|(?<=胡同)\d{1,4}号(?:院)?(?!楼)"
)


@dataclass(frozen=True)
class Part:
    """`text` stood where the text left behind has its mask: left[start:end]. `kind`: masking's, name or house."""

    kind: str
    start: int
    end: int
    text: str


def take_apart(text: str) -> tuple[str, list[Part]]:
    """The text with masks, and what was under each, in order of position."""
    pieces: list[str] = []
    parts: list[Part] = []
    done = length = 0
    for kind, start, end in _spans(text):
        mask = _mask(kind, text[start:end])[: end - start]  # never longer than what it hides
        pieces += [text[done:start], mask]
        at = length + start - done
        parts.append(Part(kind, at, at + len(mask), text[start:end]))
        length, done = at + len(mask), end
    return "".join(pieces) + text[done:], parts


def put_together(left: str, parts: Iterable[Part]) -> str:
    """The text as it was said."""
    pieces, done = [], 0
    for part in sorted(parts, key=lambda part: part.start):
        pieces += [left[done : part.start], part.text]
        done = part.end
    return "".join(pieces) + left[done:]


def mask_personal(text: str) -> str:
    """The text as somebody may read it who may not know whose it is."""
    return take_apart(text)[0]


def _spans(text: str) -> list[tuple[str, int, int]]:
    """None overlapping, numbers before names before houses."""
    taken: list[tuple[str, int, int]] = [(span.kind, span.start, span.end) for span in find_sensitive(text)]
    for found in _names_and_houses(text):
        if all(found[2] <= start or found[1] >= end for _, start, end in taken):
            taken.append(found)
    return sorted(taken, key=lambda span: span[1])


def _names_and_houses(text: str) -> Iterator[tuple[str, int, int]]:
    for found in NAME.finditer(text):
        yield "name", *found.span("name")
    for found in HOUSE.finditer(text):
        yield "house", *found.span()


def _mask(kind: str, found: str) -> str:
    if kind == "name":
        return mask_name(found)
    return "***" if kind == "house" else mask_span(kind, found)  # type: ignore[arg-type]
