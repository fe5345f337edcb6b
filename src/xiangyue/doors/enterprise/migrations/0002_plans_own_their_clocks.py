"""Until now a plan's clock was found by its matter; from now on it says which plan it is of."""

from django.db import migrations


def say_whose_it_is(apps, schema_editor):
    Clock, SideCase = apps.get_model("kernel", "Clock"), apps.get_model("enterprise", "SideCase")
    for clock in Clock.objects.filter(kind="promise", stopped_at=None, unit=None, owner="matter").iterator():
        plan = SideCase.objects.filter(request__matter_id=clock.matter_id, kind="plan", ended_at=None).first()
        if plan is not None:
            clock.owner = f"enterprise.plan:{plan.pk}"
            clock.save(update_fields=["owner"])


class Migration(migrations.Migration):
    dependencies = [("enterprise", "0001_firms_requests_and_visits"), ("kernel", "0007_owners_links_and_registries")]
    operations = [migrations.RunPython(say_whose_it_is, migrations.RunPython.noop)]
