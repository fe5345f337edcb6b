"""The register of firms goes to its ledger, its sheets to the book, rows and all; a visit to a firm is a FirmVisit."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("enterprise", "0002_plans_own_their_clocks")]

    operations = [
        migrations.RenameModel("Visit", "FirmVisit"),
        migrations.RemoveIndex("firmsheet", "firm_sheet_newest"),
        migrations.AlterModelTable("firm", "firms_firm"),
        migrations.AlterModelTable("firmsheet", "book_sheet"),
    ]
