from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("patrol", "0003_names_under_their_own_keys")]

    operations = [
        migrations.RemoveConstraint("household", "patrol_no_name_without_consent"),
        migrations.RemoveField("household", "name_sealed"),
        migrations.RemoveField("household", "phone_sealed"),
        migrations.AddConstraint(
            "household",
            models.CheckConstraint(
                condition=models.Q(consent_at__isnull=False) | models.Q(person=None),
                name="patrol_no_name_without_consent",
            ),
        ),
    ]
