# One image for web, worker and beat. Requirements are locked with hashes; nothing secret inside.
FROM python:3.13-slim AS build
WORKDIR /app
COPY requirements/fast.lock requirements/fast.lock
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements/fast.lock
COPY manage.py ./
COPY networking_app networking_app
COPY members members
COPY introductions introductions
COPY goals goals
COPY templates templates
COPY static static
# Collecting needs settings, not their values: these hold for this one command.
RUN SECRET_KEY=build DATABASE_URL=postgresql://build/build REDIS_URL=redis://build MAIL_URL=kept: \
    /venv/bin/python manage.py collectstatic --noinput

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home proactive
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
# The file system is read-only but for /tmp: that is where the matcher keeps what it has compiled.
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 NUMBA_CACHE_DIR=/tmp/numba
USER proactive
EXPOSE 8000
CMD ["gunicorn", "networking_app.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "8", "--worker-tmp-dir", "/dev/shm", "--access-logfile", "-"]
