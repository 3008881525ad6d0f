#!/bin/sh
# At a new cluster's first start, after roles.sql: the passwords the other roles have.
set -eu
psql --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  --set=app="$APP_PASSWORD" --set=reader="$READER_PASSWORD" --set=backup="$BACKUP_PASSWORD" <<'SQL'
ALTER ROLE tildeling_app PASSWORD :'app';
ALTER ROLE tildeling_reader PASSWORD :'reader';
ALTER ROLE tildeling_backup PASSWORD :'backup';
SQL
