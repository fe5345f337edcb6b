import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("patrol", "0001_grids_zones_shifts_findings"), ("kernel", "0011_recusals")]

    operations = [
        migrations.AddField(
            "household",
            "person",
            models.ForeignKey(
                help_text="name and phone stand there, under their own key",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.party",
            ),
        )
    ]
