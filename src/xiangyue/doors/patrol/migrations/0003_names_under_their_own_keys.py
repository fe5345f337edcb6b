from django.db import migrations

from xiangyue.kernel.migrations._people import opened, person_of


def give_people(apps, schema_editor):
    households = apps.get_model("patrol", "Household").objects
    for one in households.exclude(name_sealed="").filter(person=None).order_by("pk"):
        told = {"name": opened(one.name_sealed), "phone": opened(one.phone_sealed), "address": one.door_number}
        households.filter(pk=one.pk).update(person=person_of(apps, one.town_id, **told))


class Migration(migrations.Migration):
    dependencies = [("patrol", "0002_households_belong_to_people")]

    operations = [migrations.RunPython(give_people, migrations.RunPython.noop)]
