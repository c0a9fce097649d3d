# One image for web, worker, beat and the one-off migration.

FROM node:24-bookworm-slim AS assets
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts
COPY static static
RUN node static/build.mjs

FROM python:3.12-slim-bookworm AS packages
COPY requirements/base.txt /tmp/base.txt
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r /tmp/base.txt

FROM python:3.12-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /portal --shell /usr/sbin/nologin portal
COPY --from=packages /venv /venv
WORKDIR /portal
COPY . .
COPY --from=assets /build/static/built static/built
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=essex_portal.settings \
    STATIC_ROOT=/portal/staticfiles \
    STORAGE_DIR=/var/lib/portal/documents
# The values below only satisfy the settings while files are collected; the image keeps none of them.
RUN PORTAL_MODE=demo SECRET_KEY=build MFA_ENCRYPTION_KEY=build \
    DATABASE_URL=postgresql://build@localhost/build REDIS_URL=redis://localhost \
    python manage.py collectstatic --noinput --verbosity 0 \
 && python -m compileall -q . \
 && install -d -o portal -g portal -m 0750 /var/lib/portal/documents /var/lib/portal/beat
USER portal
EXPOSE 8000
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "--bind", "0.0.0.0:8000", "essex_portal.wsgi:application"]
