from django.db import migrations

from xiangyue.kernel.migrations._people import opened, person_of


def give_people(apps, schema_editor):
    bookings = apps.get_model("reception", "Booking").objects
    for one in bookings.filter(person=None).order_by("pk"):
        person = person_of(apps, one.town_id, name=opened(one.name_sealed), phone=opened(one.phone_sealed))
        bookings.filter(pk=one.pk).update(person=person)


class Migration(migrations.Migration):
    dependencies = [("reception", "0004_bookings_belong_to_people")]

    operations = [migrations.RunPython(give_people, migrations.RunPython.noop)]
