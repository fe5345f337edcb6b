"""The writer's form and the clerk's. What they cannot read comes back with a sentence, and nothing that was typed is
lost.
"""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiangyue.counter.fields import DayField, said
from xiangyue.counter.sorting import SortingForm
from xiangyue.counter.taking_in import PhoneField, PublicForm, village_field
from xiangyue.doors.mailbox.models import Meeting
from xiangyue.doors.mailbox.rules import NAME_MAX, TITLE_MAX, WORDS_MAX
from xiangyue.kernel.models import Matter


class LetterForm(PublicForm):
    """Without WeChat a name and a phone are needed: there is no other way to answer (field B2)."""

    request_type = forms.ChoiceField(choices=said(Matter.REQUEST_TYPES), initial="help", label=_("这是"))
    title = forms.CharField(
        label=_("标题"),
        max_length=TITLE_MAX,
        error_messages={
            "required": _("请给信写一个标题，一句话说是什么事。"),
            "max_length": _("标题太长了，详细的写在信里。"),
        },
    )
    words = forms.CharField(
        label=_("信的内容"),
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 9}),
        error_messages={
            "required": _("信还没有写，请说清楚是什么事、在哪里。"),
            "max_length": _("写得太长了，请写在 5000 字以内。"),
        },
    )
    name = forms.CharField(
        label=_("您的姓名"),
        max_length=NAME_MAX,
        error_messages={"required": _("请写下您的姓名，书记好知道是谁写来的信。")},
    )
    phone = PhoneField(error_messages={"required": _("请留一个电话，办的人好找到您、答复您。")})
    place = village_field()


class ScreenForm(SortingForm):
    """What the clerk names before the secretary reads."""

    note = forms.CharField(
        label=_("筛阅意见（给书记看）"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "data-key": "e"}),
    )


class MeetingForm(forms.Form):
    kind = forms.ChoiceField(choices=said(Meeting.KINDS), label=_("约访还是下访"))
    held_on = DayField(label=_("日期"))
    place = forms.CharField(label=_("地点"), max_length=120)
    people = forms.IntegerField(label=_("接待人数"), min_value=1)
    number = forms.CharField(label=_("关于哪封信（编号）"), required=False, max_length=40)
    note = forms.CharField(
        label=_("谈了什么"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
