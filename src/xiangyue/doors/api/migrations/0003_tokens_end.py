"""A token without a date of its own ends a year after it was made."""

from datetime import timedelta

from django.db import migrations, models


def date_them(apps, schema_editor):
    for token in apps.get_model("api", "Token").objects.filter(until=None):
        token.until = token.made_at + timedelta(days=365)
        token.save(update_fields=["until"])


class Migration(migrations.Migration):
    dependencies = [("api", "0002_token_deeds_and_webhooks")]

    operations = [
        migrations.RunPython(date_them, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="token",
            name="until",
            field=models.DateTimeField(
                help_text="from then on it opens nothing; an end that was asked for stands here too"
            ),
        ),
    ]
