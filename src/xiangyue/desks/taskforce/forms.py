"""The forms of the desk. What they cannot read comes back with a sentence, and nothing that was typed is lost."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiangyue.counter.fields import DayField, said
from xiangyue.counter.sorting import TownForm, category_field, unit_field
from xiangyue.counter.taking_in import PhoneField
from xiangyue.desks.taskforce.actions.old import WORDS_MAX as OLD_MAX
from xiangyue.desks.taskforce.actions.plan import TEST_DAYS_MAX, WORDS_MAX
from xiangyue.desks.taskforce.actions.record import MINUTES_MAX
from xiangyue.desks.taskforce.models import Talk
from xiangyue.desks.taskforce.queries import leaders
from xiangyue.desks.taskforce.rules import TOPICS
from xiangyue.kernel.models import Place, Seat
from xiangyue.kernel.queries import active_units


def long(label: Any, most: int = WORDS_MAX, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **more)


class LeaderForm(forms.Form):
    """Whose field `leader` takes one of the leaders who sit there now."""

    leader = forms.ModelChoiceField(Seat.objects.none(), label=_("包案领导"))

    def __init__(self, *args: Any, town: Place, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = leaders(town, at)
        field: Any = self.fields["leader"]
        field.queryset = Seat.objects.filter(pk__in=[one.pk for one in held])
        field.choices = [("", "——"), *((one.pk, f"{one.holder} {one.title}") for one in held)]


class TakeForm(LeaderForm):
    topic = forms.ChoiceField(label=_("哪一类"), choices=said([("", "——"), *TOPICS.items()]))
    why = long(_("为什么收进专班"), 1000, 2)
    field_order = ["topic", "leader", "why"]


class DeclineForm(forms.Form):
    words = long(_("为什么暂不收"), 1000, 2)
    not_before = DayField(label=_("哪天再看"), required=False)


class OldForm(TownForm):
    """What years left behind, with who leads and who takes it on."""

    words = long(_("什么事、从哪年起、卡在哪里"), OLD_MAX, 5)
    topic = forms.ChoiceField(label=_("哪一类"), choices=said([("", "——"), *TOPICS.items()]))
    category = category_field()
    place = forms.ModelChoiceField(Place.objects.none(), label=_("地点"), required=False)
    unit = unit_field()
    name = forms.CharField(label=_("谁的事"), max_length=60, required=False)
    phone = PhoneField(required=False)
    leader = forms.ModelChoiceField(Seat.objects.none(), label=_("包案领导"))
    why = long(_("为什么收进专班"), 1000, 2)

    def __init__(self, *args: Any, town: Place, day: date, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, town=town, day=day, **kwargs)
        led: Any = LeaderForm(town=town, at=at).fields["leader"]
        self.fields["leader"] = led


class PlanForm(forms.Form):
    facts = long(_("事实和来龙去脉"), rows=5)
    should = long(_("该不该"))
    can = long(_("能不能"))
    how = long(_("怎么办"))
    law = long(_("法律政策依据"), rows=2)
    say = long(_("怎样对诉求人说"))
    say_on = DayField(label=_("哪天说"))
    test = long(_("出清条件：什么成立了才算办完"), rows=2)
    test_days = forms.IntegerField(label=_("要保持多少天"), min_value=0, max_value=TEST_DAYS_MAX)
    test_unit = unit_field(label=_("由谁确认"))

    def __init__(self, *args: Any, town: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["test_unit"]
        field.queryset = active_units(town)


class MeetingForm(forms.Form):
    on = DayField(label=_("哪天会商"))
    present = long(_("到会的人"), 1000, 1)
    minutes = long(_("会商记要"), MINUTES_MAX, 6, help_text=_("一页写不下的，把记要存成 PDF 附上，这里写要点。"))
    decided = long(_("定了什么"), 4000, 2)


class TalkForm(forms.Form):
    on = DayField(label=_("哪天沟通"))
    who = forms.ChoiceField(label=_("和谁"), choices=said(Talk.WHO))
    how = forms.ChoiceField(label=_("怎样沟通的"), choices=said(Talk.HOW))
    told = long(_("对诉求人说了什么"))
    said = long(_("诉求人怎样回应"))
    solved = forms.TypedChoiceField(
        label=_("他说解决了吗"),
        choices=[("", _("没有问")), ("yes", _("解决了")), ("no", _("没有解决"))],
        coerce=lambda chosen: chosen == "yes",
        empty_value=None,
        required=False,
    )


class CheckForm(forms.Form):
    holds = forms.TypedChoiceField(
        label=_("出清条件成立吗"),
        choices=[("yes", _("成立")), ("no", _("不成立"))],
        coerce=lambda chosen: chosen == "yes",
        widget=forms.RadioSelect,
    )
    words = long(_("看到了什么"), 2000, 2)


class WordsForm(forms.Form):
    words = long(_("写一句"), 2000, 3)


class RestForm(forms.Form):
    until = DayField(label=_("哪天再看"))
    words = long(_("为什么现在办不了、凭什么（诉求人看得到）"), 2000)


class LeadForm(LeaderForm):
    was = forms.ModelChoiceField(Seat.objects.none(), widget=forms.HiddenInput)
    reason = long(_("为什么换人"), 1000, 2)

    def __init__(self, *args: Any, town: Place, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, town=town, at=at, **kwargs)
        was: Any = self.fields["was"]
        was.queryset = Seat.objects.filter(town=town)


class DeathForm(forms.Form):
    on = DayField(label=_("哪天去世"))
    words = long(_("怎样得知的"), 1000, 2)


class PetitionForm(forms.Form):
    received_on = DayField(label=_("信访哪天收到"))


class TermForm(forms.Form):
    on = DayField(label=_("哪天办的"))
    words = long(_("文号和结果"), 1000, 2)


class PutOffForm(forms.Form):
    until = DayField(label=_("延到哪天"))
    words = long(_("理由（告诉信访人的）"), 1000, 2)
