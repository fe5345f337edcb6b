"""One clock ran for all promises of a unit on a matter; now each promise that is not back has its own."""

from django.db import migrations

FORWARD = "reception.promise:{}"


def give_each_its_own(apps, schema_editor):
    Clock, Promise = apps.get_model("kernel", "Clock"), apps.get_model("reception", "Promise")
    shared = Clock.objects.filter(kind="promise", stopped_at=None, unit__isnull=False, owner="matter")
    for clock in shared.order_by("pk").iterator():
        waiting = Promise.objects.filter(
            matter_id=clock.matter_id, unit_id=clock.unit_id, kept_at=None, came_back_at=None
        ).order_by("due_on", "pk")
        for number, promise in enumerate(waiting):
            later = promise.due_on - waiting[0].due_on
            if number == 0:
                clock.owner = FORWARD.format(promise.pk)
                clock.save(update_fields=["owner"])
                continue
            due = clock.due_at + later
            Clock.objects.create(
                town_id=clock.town_id,
                matter_id=clock.matter_id,
                kind="promise",
                owner=FORWARD.format(promise.pk),
                unit_id=clock.unit_id,
                started_at=promise.made_at,
                due_at=due,
                promised_at=due,
                # between the start and the bell nothing warns: the worker finds the next moment when it looks
                next_at=due,
                stage=2,
                office=clock.office,
            )


class Migration(migrations.Migration):
    dependencies = [("reception", "0001_reception_days"), ("kernel", "0007_owners_links_and_registries")]
    operations = [migrations.RunPython(give_each_its_own, migrations.RunPython.noop)]
