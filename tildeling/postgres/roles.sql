-- The database's roles and what they may do; run by the owner, in the application's database.
-- Safe to run again. The embedded server, the tests and docker-compose.yml all use this file.
--
-- tildeling_owner   owns the tables; migrates, and does nothing else
-- tildeling_app     the web, the worker and the clock; owns nothing
-- tildeling_reader  the trail's verifier; reads only
-- tildeling_backup  `manage.py backup` alone; reads every row of everybody, past the row policies,
--                   and writes nothing
--
-- Grants are given by default to every new table, also a partition. A migration takes away
-- what the application must not do: REVOKE UPDATE, DELETE ON audit_entry FROM tildeling_app.
-- TRUNCATE is never granted.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tildeling_app') THEN
        CREATE ROLE tildeling_app LOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tildeling_reader') THEN
        CREATE ROLE tildeling_reader LOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tildeling_backup') THEN
        CREATE ROLE tildeling_backup LOGIN BYPASSRLS;
        GRANT pg_read_all_data TO tildeling_backup;
        ALTER ROLE tildeling_backup SET default_transaction_read_only = on;
    END IF;
END
$$;

ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO tildeling_app;
ALTER DEFAULT PRIVILEGES GRANT USAGE, SELECT ON SEQUENCES TO tildeling_app;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO tildeling_reader;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON SEQUENCES TO tildeling_reader;
