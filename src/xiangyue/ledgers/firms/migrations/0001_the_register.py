import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('enterprise', '0003_firms_have_their_ledger'),
        ('kernel', '0008_files_and_requests'),
    ]

    operations = [
        # the table came over from the door with its rows
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='Firm',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('title', models.CharField(help_text='as in the party, for lists and look-up', max_length=80)),
                        ('code', models.CharField(blank=True, default='', help_text='统一社会信用代码; empty = not founded yet', max_length=18)),
                        ('sector', models.CharField(blank=True, default='', max_length=40)),
                        ('size', models.CharField(blank=True, choices=[('大型', '大型'), ('中型', '中型'), ('小型', '小型'), ('微型', '微型')], default='', max_length=8)),
                        ('registered_in_town', models.BooleanField(default=False)),
                        ('operating_in_town', models.BooleanField(default=True)),
                        ('landed_on', models.DateField(null=True)),
                        ('is_confirmed', models.BooleanField(default=False)),
                        ('added_at', models.DateTimeField()),
                        ('party', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='firm', to='kernel.party')),
                        ('steward', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.seat')),
                        ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.place')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['town', 'title', 'id'], name='firm_by_title')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('code', ''), _negated=True), fields=('town', 'code'), name='firm_code_once_per_town'), models.UniqueConstraint(condition=models.Q(('code', '')), fields=('town', 'title'), name='firm_without_code_once')],
                    },
                ),
            ],
        ),
    ]
