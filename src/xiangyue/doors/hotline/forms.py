from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiangyue.counter.fields import DayField
from xiangyue.doors.hotline.fields import FIELDS, MANDATORY
from xiangyue.doors.hotline.models import ColumnMapping
from xiangyue.doors.hotline.queries import mappings
from xiangyue.kernel.models import Place
from xiangyue.kernel.timekeeping import day_begins
from xiangyue.lib.periods import window_of_day


class UploadForm(forms.Form):
    """A file, and the mapping to read it by; without one the saved mapping that fits is taken."""

    file = forms.FileField(
        label=gettext_lazy("热线导出的文件"),
        help_text=gettext_lazy(".xlsx、.xls 或 .csv，最大 100 MB、50 万行、1000 万格"),
    )
    mapping = forms.ModelChoiceField(
        ColumnMapping.objects.none(), required=False, label=gettext_lazy("列对应"), empty_label=gettext_lazy("自动识别")
    )

    def __init__(self, *args: Any, town: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mapping"].queryset = mappings(town)  # type: ignore[attr-defined]
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.xlsm,.xls,.csv,.txt"


class ReconcileForm(UploadForm):
    """The platform's export, and the days whose orders it should hold; by default those that it names itself."""

    since = DayField(
        required=False, label=gettext_lazy("从"), help_text=gettext_lazy("不填就按文件里最早和最晚的来件时间")
    )
    until = DayField(required=False, label=gettext_lazy("到（含）"))

    @property
    def window(self) -> tuple[datetime | None, datetime | None]:
        """The first moment and the last; None where the file decides."""
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        ends = _midnight(until + timedelta(days=1)) if until else None
        return _midnight(since), ends - timedelta(microseconds=1) if ends else None


class ExportForm(forms.Form):
    """Which orders go back: one day's window from noon to noon, or whole days."""

    BY = [("received", gettext_lazy("来件时间")), ("answered", gettext_lazy("答复时间"))]
    SUFFIXES = [("xlsx", "Excel（.xlsx）"), ("csv", "CSV（UTF-8）")]

    mapping = forms.ModelChoiceField(ColumnMapping.objects.none(), label=gettext_lazy("按哪种列导出"), empty_label=None)
    by = forms.ChoiceField(choices=BY, label=gettext_lazy("按什么时间"), initial="received")
    day = DayField(
        required=False,
        label=gettext_lazy("日报窗口"),
        help_text=gettext_lazy("前一日12:00至当日12:00；填了它就不看下面两个日期"),
    )
    since = DayField(required=False, label=gettext_lazy("从"))
    until = DayField(required=False, label=gettext_lazy("到（含）"))
    suffix = forms.ChoiceField(choices=SUFFIXES, label=gettext_lazy("格式"))

    def __init__(self, *args: Any, town: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mapping"].queryset = mappings(town)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            raise forms.ValidationError(_("结束日期早于开始日期，请调换。"))
        return cleaned

    @property
    def window(self) -> tuple[datetime | None, datetime | None]:
        """The first moment and the first after it; None where it is open."""
        if self.cleaned_data["day"]:
            return window_of_day(self.cleaned_data["day"])
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        return _midnight(since), _midnight(until + timedelta(days=1) if until else None)


def _midnight(day: date | None) -> datetime | None:
    return day_begins(day) if day else None


class UndoForm(forms.Form):
    """Why a whole import is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("为什么撤回"), max_length=200, help_text=gettext_lazy("例如“选错了文件”；写进每一件的过程里")
    )


class MappingForm(forms.Form):
    """One choice of a column for each of our fields, and the name under which it is remembered."""

    name = forms.CharField(
        label=gettext_lazy("这个列对应叫什么"),
        max_length=40,
        help_text=gettext_lazy("例如“北京导出”；下次上传同样的文件会自动用它"),
    )

    def __init__(self, *args: Any, titles: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "——"), *((title, title) for title in titles)]
        for field in FIELDS:
            self.fields[field.key] = forms.ChoiceField(
                choices=choices,
                label=_(field.zh),
                required=field.key in MANDATORY,
                help_text=_(field.help) if field.help else "",
            )

    @property
    def column_fields(self) -> list[Any]:
        return [self[field.key] for field in FIELDS]

    @property
    def columns(self) -> dict[str, str]:
        return {field.key: title for field in FIELDS if (title := self.cleaned_data.get(field.key))}
