"""What every later table stands on: grants for the application's role, extensions, sorting.

Runs before every other app's first migration, so that default privileges reach all tables.
"""

from django.db import migrations

ROLES = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tildeling_app') OR
       NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tildeling_reader') THEN
        RAISE EXCEPTION 'create the roles tildeling_app and tildeling_reader first (docs/operations.md)';
    END IF;
END $$;
GRANT USAGE ON SCHEMA public TO tildeling_app, tildeling_reader;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO tildeling_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO tildeling_app;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO tildeling_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO tildeling_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO tildeling_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO tildeling_reader;
"""
NO_ROLES = """
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM tildeling_app, tildeling_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM tildeling_app;
"""

EXTENSIONS = "CREATE EXTENSION IF NOT EXISTS btree_gist; CREATE EXTENSION IF NOT EXISTS pg_trgm;"

# Norwegian order (æ ø å last, aa as å) without ICU, the same on every machine.
SORTING = """
CREATE FUNCTION norsk_sort(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN replace(translate(lower(words), 'æøåäöéèêëüáàóòíñç', '{|}{|eeeeuaaooinc'), 'aa', '}');
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    run_before = [
        ("contenttypes", "0001_initial"),
        ("people", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(ROLES, NO_ROLES),
        migrations.RunSQL(EXTENSIONS, migrations.RunSQL.noop),
        migrations.RunSQL(SORTING, "DROP FUNCTION norsk_sort(text);"),
    ]
