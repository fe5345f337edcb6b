"""Invented people and matters for the page /house/components, and nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from django import forms, template

from xiangyue.house.templatetags.house import icon_names

register = template.Library()

NOW = datetime(2024, 11, 5, 4, 9, tzinfo=UTC)


class ReplyForm(forms.Form):
    reply = forms.CharField(
        label="答复内容",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写清做了什么、什么时候、谁去的；来电人会看到。",
    )
    visited = forms.DateField(label="到场日期", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    unit = forms.ChoiceField(label="主办单位", choices=[("", "请选择"), ("1", "城市管理办公室"), ("2", "东河村")])
    result = forms.ChoiceField(
        label="办理结果",
        widget=forms.RadioSelect,
        choices=[("solved", "已解决"), ("partly", "部分解决"), ("not", "未解决")],
    )
    public = forms.BooleanField(label="同意公开答复", required=False, help_text="公开时隐去姓名、电话和门牌。")


def row(pk: int, title: str, **more: object) -> dict[str, object]:
    return {"pk": pk, "number": f"YL2411050{pk:03}", "title": title, "url": f"#matter-{pk}", **more}


def clock(fraction: float, state: str, label: str) -> dict[str, object]:
    return {"fraction": fraction, "state": state, "label": label}


ROWS = [
    row(
        17,
        "村口路灯三盏不亮，老人晚上出门摔倒，希望尽快修复",
        place="东河村",
        unit="城市管理办公室",
        requester="王*",
        state_label="办理中",
        state_tone="info",
        clock=clock(1, "late", "已超 4小时"),
        badges=[{"text": "催办 2次", "tone": "late"}],
        current=True,
    ),
    row(
        18,
        "南街排水沟堵塞，雨后积水进院",
        place="南街村",
        unit="水务所",
        requester="李**",
        state_label="待签收",
        state_tone="soon",
        clock=clock(0.82, "soon", "还剩 1小时20分"),
        badges=[],
    ),
    row(
        19,
        "咨询小学入学需要的材料",
        place="镇区",
        unit="社会事务办公室",
        requester="张*",
        state_label="办理中",
        state_tone="info",
        clock=clock(0.35, "calm", "还剩 2天3小时"),
        badges=[],
    ),
    row(
        20,
        "自来水水压低，整栋楼五层以上无法用水",
        place="兴民小区",
        unit="自来水公司",
        requester="赵**",
        state_label="等材料",
        state_tone="paused",
        clock=clock(0.5, "paused", "暂停中"),
        badges=[{"text": "同一件 6人", "tone": "primary"}],
    ),
    row(
        21,
        "感谢网格员帮忙找回走失的羊",
        place="半截河村",
        unit="东河村",
        requester="孙*",
        state_label="已办结",
        state_tone="calm",
        clock=clock(0.2, "stopped", "用时 9小时"),
        badges=[],
    ),
]

ENTRIES = [
    {
        "at": NOW - timedelta(days=1, hours=3),
        "actor": "调度员 陈敏",
        "sentence": "登记并派给城市管理办公室",
        "tone": "primary",
    },
    {"at": NOW - timedelta(days=1, hours=1), "actor": "承办人 刘伟", "sentence": "签收", "tone": "info"},
    {
        "at": NOW - timedelta(hours=20),
        "actor": "承办人 刘伟",
        "sentence": "与来电人联系",
        "tone": "info",
        "note": "来电人说三盏都在小学门口，最急的是靠桥那一盏。",
    },
    {
        "at": NOW - timedelta(hours=2),
        "actor": "镇党委书记",
        "sentence": "批示",
        "tone": "late",
        "note": "今天修好靠桥的一盏，另两盏明天中午前。",
    },
]

MONTHS = [f"{month}月" for month in range(1, 13)]
LINE = {
    "kind": "line",
    "unit": "%",
    "min": 80,
    "max": 100,
    "categories": MONTHS,
    "series": [
        {"name": "解决率", "data": [91.2, 92.0, 90.4, 93.1, 93.0, 94.2, 92.8, 93.6, 94.0, 95.1, 94.4, 95.0]},
        {"name": "满意率", "data": [93.0, 93.8, 92.5, 94.0, 95.2, 95.0, 94.1, 95.3, 95.9, 96.1, 96.0, 96.4]},
    ],
}
BAR = {
    "kind": "bar",
    "unit": "件",
    "sideways": True,
    "categories": ["市容环卫", "供水", "道路交通", "物业管理", "农村管理"],
    "series": [{"name": "件数", "data": [128, 96, 71, 55, 38]}],
}
STACKED = {
    "kind": "stacked",
    "unit": "件",
    "categories": MONTHS[:6],
    "series": [
        {"name": "已解决", "tone": "calm", "data": [82, 91, 77, 103, 98, 110]},
        {"name": "办理中", "tone": "info", "data": [8, 6, 11, 9, 14, 21]},
        {"name": "挂账", "tone": "paused", "data": [3, 3, 4, 4, 5, 5]},
    ],
}
DAYS = [date(2024, 6, 1) + timedelta(days=day) for day in range(183)]
CALENDAR = {
    "kind": "calendar",
    "unit": "件",
    "categories": [day.isoformat() for day in DAYS],
    "series": [
        {"name": "来件", "data": [(day.toordinal() * 37 % 11) + (6 if day.weekday() == 0 else 0) for day in DAYS]}
    ],
}


def square(title: str, west: float, south: float, count: int) -> dict[str, object]:
    east, north = west + 0.035, south + 0.024
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {"title": title, "count": count, "url": f"#place-{title}"},
    }


def spot(title: str, lon: float, lat: float, tone: str) -> dict[str, object]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {"title": title, "tone": tone, "url": "#matter-17"},
    }


MAP = {
    "layers": [
        {
            "name": "村",
            "kind": "area",
            "features": {
                "type": "FeatureCollection",
                "features": [
                    square("东河村", 116.78, 39.70, 17),
                    square("南街村", 116.815, 39.70, 9),
                    square("镇区", 116.78, 39.676, 31),
                    square("半截河村", 116.815, 39.676, 4),
                ],
            },
        },
        {
            "name": "事",
            "kind": "point",
            "features": {
                "type": "FeatureCollection",
                "features": [spot("路灯不亮", 116.797, 39.706, "late"), spot("排水沟堵塞", 116.829, 39.718, "soon")],
            },
        },
    ]
}


@register.simple_tag
def examples() -> dict[str, object]:
    return {
        "now": NOW,
        "due": NOW + timedelta(days=2, hours=3),
        "past": NOW - timedelta(hours=4),
        "share": Fraction(93, 100),
        "rows": ROWS,
        "pages": {"first_url": "#first", "next_url": "#next"},
        "entries": ENTRIES,
        "form": ReplyForm({"unit": "1", "result": "solved"}),
        "line": LINE,
        "bar": BAR,
        "stacked": STACKED,
        "calendar": CALENDAR,
        "map": MAP,
        "tones": ["neutral", "primary", "calm", "info", "soon", "late", "paused"],
        "colours": [
            "ground",
            "surface",
            "sunken",
            "line",
            "line-strong",
            "ink",
            "muted",
            "primary",
            "primary-strong",
            "primary-soft",
            "seal",
            "calm",
            "calm-soft",
            "info",
            "info-soft",
            "soon",
            "soon-soft",
            "soon-vivid",
            "late",
            "late-soft",
            "paused",
            "paused-soft",
        ],
        "clocks": [
            (0.3, "calm", "还剩 2天3小时"),
            (0.85, "soon", "还剩 50分钟"),
            (1, "late", "已超 4小时"),
            (0.5, "paused", "暂停中"),
            (0.4, "stopped", "用时 9小时"),
            (0, "none", "不计时"),
        ],
    }


@register.simple_tag
def icon_list() -> list[str]:
    return sorted(icon_names())
