from django.db import migrations

from xiangyue.kernel.migrations._people import reseal_for_requesters


def reseal(apps, schema_editor):
    reseal_for_requesters(apps.get_model("enterprise", "Request"), "words_sealed")


class Migration(migrations.Migration):
    dependencies = [("enterprise", "0004_requests_point_at_the_ledger"), ("kernel", "0011_recusals")]

    operations = [migrations.RunPython(reseal, migrations.RunPython.noop)]
