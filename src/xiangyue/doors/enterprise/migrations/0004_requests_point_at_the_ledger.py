"""The keys stay as they are: only which room the tables are of."""

import django.db.models.deletion
from django.db import migrations, models


def _firm(related_name, **more):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=related_name, to="firms.firm", **more
    )


class Migration(migrations.Migration):
    dependencies = [
        ("enterprise", "0003_firms_have_their_ledger"),
        ("firms", "0001_the_register"),
        ("book", "0001_sheets"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField("request", "firm", _firm("requests", db_index=False)),
                migrations.AlterField("firmvisit", "firm", _firm("visits")),
                migrations.DeleteModel("FirmSheet"),
                migrations.DeleteModel("Firm"),
            ]
        )
    ]
