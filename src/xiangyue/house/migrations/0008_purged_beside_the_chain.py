"""Words that were purged before rooms named what they keep of them: taken in the rooms' tables as well."""

from django.db import migrations

PURGED = "（已到期清除）"
BESIDE = [
    ("kernel", "attachment", "matter", ["title"]),
    ("handling", "answer", "matter", ["text"]),
    ("handling", "case", "matter", ["reason", "basis", "decision", "response"]),
    ("callback", "callback", "matter", ["words"]),
    ("leader", "instruction", "matter", ["text"]),
    ("notices", "notice", "matter", ["text", "error"]),
    ("mailbox", "letter", "matter", ["screening_note", "draft"]),
    ("mailbox", "evaluation", "letter__matter", ["comment"]),
    ("mailbox", "meeting", "letter__matter", ["note"]),
    ("reception", "booking", "talk__matter", ["topic", "cancelled_why"]),
    ("reception", "talk", "matter", ["words", "withdrew_why", "answer"]),
    ("reception", "promise", "matter", ["words", "how"]),
    ("reception", "look", "booking__talk__matter", ["reason"]),
    ("enterprise", "request", "matter", ["typed_name"]),
    ("enterprise", "sidecase", "request__matter", ["words", "basis", "other_ways", "ended_how"]),
    ("enterprise", "withdrawncheck", "request__matter", ["finding"]),
    ("enterprise", "firmvisit", "request__matter", ["findings"]),
    ("patrol", "finding", "matter", ["words", "note"]),
    ("open311", "report", "matter", ["address"]),
]
EMPTIED = [
    ("enterprise", "request", "matter", {"words_sealed": ""}),
    ("open311", "report", "matter", {"media_url": "", "account_sealed": ""}),
    ("hotline", "importedrow", "matter", {"cells": {}}),
]
CHUNK = 500


def purge(apps, schema_editor):
    events = apps.get_model("kernel", "Event").objects.filter(name="words_purged")
    matters = list(events.order_by("matter_id").values_list("matter_id", flat=True).distinct())
    for start in range(0, len(matters), CHUNK):
        of_chunk = matters[start : start + CHUNK]
        for room, name, way, columns in BESIDE:
            model = apps.get_model(room, name)
            for column in columns:
                filled = model.objects.filter(**{f"{way}__in": of_chunk}).exclude(**{column: ""})
                model.objects.filter(pk__in=list(filled.values_list("pk", flat=True))).update(**{column: PURGED})
        for room, name, way, nothing in EMPTIED:
            apps.get_model(room, name).objects.filter(**{f"{way}__in": of_chunk}).update(**nothing)
        rows = apps.get_model("hotline", "ImportedRow").objects.filter(matter__in=of_chunk, before__isnull=False)
        rows.update(before={})
        clocks = apps.get_model("kernel", "Clock").objects
        for clock in clocks.filter(matter__in=of_chunk).exclude(pauses=[]):
            without_reasons = [[since, until, PURGED] for since, until, _ in clock.pauses]
            clocks.filter(pk=clock.pk).update(pauses=without_reasons)


class Migration(migrations.Migration):
    dependencies = [
        ("house", "0007_role_networks"),
        ("kernel", "0011_recusals"),
        ("handling", "0001_cases_and_answers"),
        ("callback", "0002_unreached_attempts"),
        ("leader", "0001_readings_and_instructions"),
        ("notices", "0001_channels_and_notices"),
        ("mailbox", "0002_meetings_and_the_board_moves"),
        ("reception", "0003_what_was_said_is_a_talk"),
        ("enterprise", "0004_requests_point_at_the_ledger"),
        ("patrol", "0001_grids_zones_shifts_findings"),
        ("open311", "0001_service_requests"),
        ("hotline", "0003_conserved_and_undone"),
    ]

    operations = [migrations.RunPython(purge, migrations.RunPython.noop)]
