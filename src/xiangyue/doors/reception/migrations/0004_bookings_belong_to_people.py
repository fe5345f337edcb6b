import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reception", "0003_what_was_said_is_a_talk"), ("kernel", "0011_recusals")]

    operations = [
        migrations.AddField(
            "booking",
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
