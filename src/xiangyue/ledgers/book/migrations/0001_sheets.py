import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('enterprise', '0003_firms_have_their_ledger'),
        ('kernel', '0008_files_and_requests'),
    ]

    operations = [
        # the table came over from the register of firms with its rows
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='Sheet',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField()),
                        ('filename', models.CharField(max_length=120)),
                        ('new', models.PositiveIntegerField()),
                        ('changed', models.PositiveIntegerField()),
                        ('same', models.PositiveIntegerField()),
                        ('titles', models.JSONField(default=list, help_text="list[str]: the file's columns")),
                        ('bad', models.JSONField(default=list, help_text='list[list[str]]: cells of each row given back, the reason last')),
                        ('seat', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.seat')),
                        ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.place')),
                    ],
                ),
            ],
        ),
        migrations.AddField(
            model_name='sheet',
            name='ledger',
            field=models.CharField(default='firms', help_text='name of its columns', max_length=20),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name='sheet',
            index=models.Index(fields=['town', 'ledger', 'id'], name='book_sheet_newest'),
        ),
    ]
