"""What opens doors is read by the application alone, and by no report."""

from django.db import migrations

CLOSE = """
REVOKE SELECT ON people_session, people_token, people_account, entrance_factor,
    entrance_recoverycode, entrance_client, entrance_identity, entrance_entrycode FROM tildeling_reader;
"""
OPEN = """
GRANT SELECT ON people_session, people_token, people_account, entrance_factor,
    entrance_recoverycode, entrance_client, entrance_identity, entrance_entrycode TO tildeling_reader;
"""


class Migration(migrations.Migration):
    dependencies = [("entrance", "0001_initial")]

    operations = [migrations.RunSQL(CLOSE, OPEN)]
