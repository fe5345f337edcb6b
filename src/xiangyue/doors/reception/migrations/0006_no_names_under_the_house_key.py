import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reception", "0005_names_under_their_own_keys")]

    operations = [
        migrations.AlterField(
            "booking",
            "person",
            models.ForeignKey(
                help_text="name and phone stand there, under their own key",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.party",
            ),
        ),
        migrations.RemoveField("booking", "name_sealed"),
        migrations.RemoveField("booking", "phone_sealed"),
    ]
