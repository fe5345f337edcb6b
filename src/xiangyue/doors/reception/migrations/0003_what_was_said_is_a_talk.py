"""A visit is when we go to somebody; what was said across the table is a talk, and its matter is of kind reception."""

import django.db.models.deletion
from django.db import migrations, models


def rename_the_kind(apps, schema_editor):
    apps.get_model("kernel", "Matter").objects.filter(kind="visit").update(kind="reception")


class Migration(migrations.Migration):
    dependencies = [("reception", "0002_promises_own_their_clocks"), ("kernel", "0008_files_and_requests")]

    operations = [
        migrations.RenameModel("Visit", "Talk"),
        migrations.RenameField("promise", "visit", "talk"),
        migrations.AlterField(
            "talk",
            "booking",
            models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="talk", to="reception.booking"
            ),
        ),
        migrations.AlterField(
            "talk",
            "matter",
            models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="talk", to="kernel.matter"
            ),
        ),
        migrations.RunPython(rename_the_kind, migrations.RunPython.noop),
    ]
