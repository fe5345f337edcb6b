"""Import and export pages. A file is uploaded, its columns are learned, it is checked, somebody confirms, it is
written.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiangyue.counter.downloads import kept, made
from xiangyue.counter.guard import asks_by_itself, moment_of, needs, seat_of
from xiangyue.counter.lists.page import list_page
from xiangyue.counter.readers import errors_of
from xiangyue.doors.hotline import actions, queries
from xiangyue.doors.hotline.export import export_orders, write_orders
from xiangyue.doors.hotline.forms import ExportForm, MappingForm, UndoForm, UploadForm
from xiangyue.doors.hotline.lists import RUNS, TONES
from xiangyue.doors.hotline.mapping import Columns, propose
from xiangyue.doors.hotline.models import ImportRun
from xiangyue.doors.hotline.reading import check_file
from xiangyue.doors.hotline.rejects import shown_rejects
from xiangyue.kernel.access import visible_to
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Seat
from xiangyue.lib.sheets.read import CannotRead

# More rows than this are written by a thread beside the request. It lives in the web process: when that is ended in the
# middle, the run is 中断 and one press goes on with it. Very large files are better brought in by `xiangyue import`.
ROWS_AT_ONCE = 3000
_PREVIEWED = 5


@require_http_methods(["GET", "POST"])
@needs("hotline.import")
def imports(request: HttpRequest) -> HttpResponse:
    """The runs, the upload and the export; a POST is an uploaded file."""
    seat = seat_of(request)
    upload = UploadForm(request.POST or None, request.FILES or None, town=seat.town)
    if request.method == "POST":
        if upload.is_valid():
            return _taken(request, upload, seat)
        messages.error(request, errors_of(upload))
        return HttpResponseRedirect(reverse("hotline:imports"))
    actions.mark_broken(seat.town, _now(request))
    return list_page(
        request,
        RUNS,
        "hotline/imports.html",
        lambda one: {"upload": upload, "export": ExportForm(town=seat.town), "mappings": queries.mappings(seat.town)},
    )


def _taken(request: HttpRequest, form: UploadForm, seat: Seat) -> HttpResponse:
    file = form.cleaned_data["file"]
    try:
        run = actions.take_upload(
            file.read(), file_name=file.name, mapping=form.cleaned_data["mapping"], seat=seat, at=_now(request)
        )
    except (CannotRead, Refused) as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("hotline:imports"))
    return HttpResponseRedirect(reverse("hotline:run" if run.mapping_id else "hotline:mapping", args=[run.pk]))


@require_http_methods(["GET", "POST"])
@needs("hotline.import")
def mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column is what, with the first rows as they would become; saving it checks the whole file."""
    seat = seat_of(request)
    run = queries.run_for(seat, pk)
    known = run.mapping.columns if run.mapping else propose(run.titles)
    initial = known | {"name": run.mapping.name if run.mapping else PurePath(run.file_name).stem[:40]}
    form = MappingForm(request.POST or None, titles=run.titles, initial=initial)
    columns = known
    if request.method == "POST" and form.is_valid():
        columns = form.columns
        if "preview" not in request.POST:
            try:
                saved = actions.save_mapping(
                    name=form.cleaned_data["name"],
                    columns=columns,
                    constants=run.mapping.constants if run.mapping else {},
                    seat=seat,
                    at=_now(request),
                )
                actions.choose_mapping(run, saved, seat=seat, at=_now(request))
                messages.success(request, _("列对应“%(name)s”已保存。") % {"name": saved.name})
                return HttpResponseRedirect(reverse("hotline:run", args=[pk]))
            except (CannotRead, Refused) as error:
                messages.error(request, str(error))
    context = {"run": run, "form": form, **_previewed(request, run, columns)}
    return render(request, "hotline/mapping.html", context)


def _previewed(request: HttpRequest, run: ImportRun, columns: dict[str, str]) -> dict[str, Any]:
    """The first rows by these columns, or why there are none."""
    constants = run.mapping.constants if run.mapping else {}
    try:
        checked = check_file(
            actions.stored_bytes(run),
            run.file_name,
            Columns(columns, constants),
            town=run.town,
            at=_now(request),
            limit=_PREVIEWED,
        )
    except (CannotRead, Refused) as error:
        return {"preview_says": str(error)}
    return {
        "preview": _dated(actions.preview(checked)),
        "preview_bad": [(bad.row_number, "；".join(bad.reasons)) for bad in checked.bad],
    }


def _dated(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row | {"received_at": parse_datetime(row["received_at"])} for row in rows]


@require_http_methods(["GET", "POST"])
@needs("hotline.import")
@asks_by_itself
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """A run as it stands; a POST writes it. While it is written htmx asks for the small part again and again."""
    seat = seat_of(request)
    actions.mark_broken(seat.town, _now(request))
    one = queries.run_for(seat, pk)
    if request.method == "POST":
        return _write(request, one, seat)
    if request.headers.get("HX-Request"):
        response = render(request, "hotline/progress.html", {"run": one})
        if one.state != "writing":
            response["HX-Refresh"] = "true"
        return response
    if one.state == "checked" and one.mapping_id is None:
        return HttpResponseRedirect(reverse("hotline:mapping", args=[pk]))
    context = {
        "run": one,
        "tone": TONES[one.state],
        "rejects": shown_rejects(one),
        "preview": _dated(one.preview),
        "good": one.rows - one.bad,
        "undo": UndoForm(),
    }
    return render(request, "hotline/run.html", context)


def _write(request: HttpRequest, one: ImportRun, seat: Seat) -> HttpResponse:
    here = HttpResponseRedirect(reverse("hotline:run", args=[one.pk]))
    if one.state not in ("checked", "broken"):
        return here
    if one.rows > ROWS_AT_ONCE:
        # shown as being written from now on, and not started twice by a second press
        started = ImportRun.objects.filter(pk=one.pk, state=one.state).update(state="writing", beat_at=_now(request))
        if started:
            write = partial(actions.write_upload, one, seat=seat, at=_now(request))
            _beside_the_request(write, f"import-{one.pk}", broken=one.pk)
        return here
    try:
        done = actions.write_upload(one, seat=seat, at=_now(request))
        messages.success(
            request,
            _("导入完成：新工单 %(new)s 件，带回结果 %(home)s 件，没有变化 %(same)s 件，退回 %(bad)s 行。")
            % {"new": done.created, "home": done.brought_home, "same": done.unchanged, "bad": done.bad},
        )
    except (CannotRead, Refused) as error:
        messages.error(request, str(error))
    return here


def _beside_the_request(deed: Callable[[], object], name: str, broken: int | None = None) -> None:
    """A thread with a connection of its own; what goes wrong with the run `broken` stands on it."""

    def work() -> None:
        try:
            deed()
        except (CannotRead, Refused) as error:
            if broken is not None:
                ImportRun.objects.filter(pk=broken).update(state="broken", says=str(error))
        finally:
            connection.close()

    threading.Thread(target=work, name=name, daemon=True).start()


@require_POST
@needs("hotline.import")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes the whole run back, as far as nobody has worked on its orders."""
    seat = seat_of(request)
    one = queries.run_for(seat, pk)
    form = UndoForm(request.POST)
    if not form.is_valid():
        messages.error(request, errors_of(form))
        return HttpResponseRedirect(reverse("hotline:run", args=[pk]))
    undo = partial(actions.undo_import, one, reason=form.cleaned_data["reason"], seat=seat, at=_now(request))
    if one.created + one.brought_home > ROWS_AT_ONCE:
        _beside_the_request(undo, f"undo-{one.pk}")
        messages.info(request, _("正在撤回，做完后这里会列出结果，请稍后刷新。"))
        return HttpResponseRedirect(reverse("hotline:run", args=[pk]))
    try:
        undone = undo()
        told = _("已撤回 %(n)s 件，%(stay)s 件留下。") % {"n": undone.count, "stay": len(undone.stay)}
        messages.success(request, told)
    except Refused as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("hotline:run", args=[pk]))


@require_GET
@needs("hotline.import")
def rejects(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that go back, as a workbook with the reasons."""
    one = queries.run_for(seat_of(request), pk)
    if not one.rejects:
        raise Refused("这次导入没有退回的行。")
    name = f"退回-{PurePath(one.file_name).stem}.xlsx"
    return kept(one.rejects.open("rb"), name)


@require_GET
@needs("hotline.import")
def export(request: HttpRequest) -> HttpResponse:
    """The chosen orders in the columns they came in."""
    seat = seat_of(request)
    form = ExportForm(request.GET, town=seat.town)
    if not form.is_valid():
        messages.error(request, errors_of(form) or str(form.non_field_errors()))
        return HttpResponseRedirect(reverse("hotline:imports"))
    chosen = form.cleaned_data
    exported = export_orders(visible_to(seat), chosen["mapping"], *form.window, by=chosen["by"])
    first = next(exported.rows, None)
    if first is None:
        says = _("这段时间里没有按“%(name)s”这种列来的工单，没有可导出的：请换一种列，或放宽日期。")
        messages.error(request, says % {"name": chosen["mapping"].name})
        return HttpResponseRedirect(reverse("hotline:imports"))
    exported = replace(exported, rows=chain([first], exported.rows))
    name = f"{seat.town.name}-{chosen['mapping'].name}.{chosen['suffix']}"
    return made(name, lambda path: write_orders(path, exported))


def _now(request: HttpRequest) -> Any:
    return moment_of(request)
