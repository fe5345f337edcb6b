"""约访下访 are meetings (a visit is when we go to somebody); council notices go to their own desk, rows and all."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mailbox", "0001_letters_visits_and_notices")]

    operations = [
        migrations.RemoveConstraint("visit", "visit_receives_somebody"),
        migrations.RemoveIndex("visit", "visit_by_day"),
        migrations.RenameModel("Visit", "Meeting"),
        migrations.AlterField(
            "meeting",
            "letter",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="meetings",
                to="mailbox.letter",
            ),
        ),
        migrations.AddConstraint(
            "meeting",
            models.CheckConstraint(condition=models.Q(people__gte=1), name="meeting_receives_somebody"),
        ),
        migrations.AddIndex("meeting", models.Index(fields=["town", "held_on", "id"], name="meeting_by_day")),
        migrations.AlterModelTable("councilnotice", "council_councilnotice"),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("CouncilNotice")]),
    ]
