"""A column more for the notes: it takes the whole table for itself, as most changes do."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("records", "0002_fixed")]
    operations = [
        migrations.RunSQL("ALTER TABLE records_note ADD COLUMN campaign_mark integer"),
    ]
