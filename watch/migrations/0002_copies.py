"""What tells a copy from the database it was made of, and keeps it from sending (docs/adr/0021)."""

from django.db import migrations

# Where this is: the cluster, its timeline (another after a restore to a point in time, and after a
# standby has taken over), the database, and this very table (another after any dump is loaded). A
# copy is never named so, wherever and however it was loaded: nobody need remember to say it.
THIS_SERVER = """
CREATE FUNCTION this_server() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN pg_is_in_recovery() THEN 'standby' ELSE
        concat_ws('.', system_identifier, left(pg_walfile_name(pg_current_wal_lsn()), 8),
                  (SELECT oid FROM pg_database WHERE datname = current_database()),
                  'public.watch_place'::regclass::oid)
        END FROM pg_control_system()
$$;
"""

# Whether a municipality's post may leave from here; of none: whether anybody's may. Two that were
# born are what was loaded into a database that was migrated before: a copy too.
MAY_SEND = """
CREATE FUNCTION may_send(of_whom bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT (SELECT count(*) = 1 AND bool_and(server = this_server())
            FROM watch_place WHERE copied_at IS NULL)
        OR EXISTS (SELECT FROM watch_release WHERE server = this_server() AND answer = 'YES'
                   AND (of_whom IS NULL OR municipality_id = of_whom))
$$;
"""

BORN_HERE = """
INSERT INTO watch_place (server, at) VALUES (this_server(), now());
REVOKE INSERT, UPDATE, DELETE ON watch_place FROM tildeling_app;
REVOKE DELETE ON watch_release FROM tildeling_app;
"""

# What two persons have agreed on is not changed afterwards, and no answer comes with the question.
KEPT = """
CREATE FUNCTION watch_release_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.answer <> '' THEN
            RAISE EXCEPTION 'a release is proposed before it is answered'
                USING ERRCODE = 'check_violation';
        END IF;
    ELSIF OLD.answer <> ''
       OR (NEW.municipality_id, NEW.server, NEW.letters, NEW.reminders, NEW.proposed_by_id,
           NEW.proposed_at, NEW.public_id)
          IS DISTINCT FROM
          (OLD.municipality_id, OLD.server, OLD.letters, OLD.reminders, OLD.proposed_by_id,
           OLD.proposed_at, OLD.public_id) THEN
        RAISE EXCEPTION 'a release is answered once, as it was proposed'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER watch_release_kept BEFORE INSERT OR UPDATE ON watch_release
FOR EACH ROW EXECUTE FUNCTION watch_release_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("watch", "0001_initial")]
    operations = [
        migrations.RunSQL(THIS_SERVER, migrations.RunSQL.noop),
        migrations.RunSQL(MAY_SEND, migrations.RunSQL.noop),
        migrations.RunSQL(BORN_HERE, migrations.RunSQL.noop),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
    ]
