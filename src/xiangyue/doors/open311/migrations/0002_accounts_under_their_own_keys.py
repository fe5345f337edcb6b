from django.db import migrations

from xiangyue.kernel.migrations._people import reseal_for_requesters


def reseal(apps, schema_editor):
    reseal_for_requesters(apps.get_model("open311", "Report"), "account_sealed")


class Migration(migrations.Migration):
    dependencies = [("open311", "0001_service_requests"), ("kernel", "0011_recusals")]

    operations = [migrations.RunPython(reseal, migrations.RunPython.noop)]
