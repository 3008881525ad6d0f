"""Every table with a case or a person in it gets its history (ADR 0017).

It looks upwards, as it must: each table that is followed is made before this. A table made by a
later migration is followed by that migration: `SELECT audit_follow('…')`.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from audit.kinds import FOLLOWED

APPS = sorted({table.partition("_")[0] for table in FOLLOWED})


def follow(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Whatever is made by now: what a later migration makes is not there yet."""
    with schema_editor.connection.cursor() as cursor:
        for table, path in FOLLOWED.items():
            cursor.execute(
                "SELECT audit_follow(%s, VARIADIC %s::text[]) WHERE to_regclass(%s) IS NOT NULL",
                [table, list(path), table],
            )


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_history"), *((app, "__first__") for app in APPS)]
    operations = [migrations.RunPython(follow, migrations.RunPython.noop)]
