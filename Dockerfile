# Turns the source into an image that serves with gunicorn; database and proxy are other containers (docker-compose.yml).
FROM python:3.11-slim-bookworm AS build
ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
WORKDIR /app
COPY .ci/uv.txt /tmp/uv.txt
RUN pip install --no-cache-dir --require-hashes -r /tmp/uv.txt
COPY pyproject.toml uv.lock ./
RUN uv sync --locked --no-default-groups

FROM python:3.11-slim-bookworm
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
# The number stays, for volumes remember it.
RUN useradd --system --uid 999 --home-dir /app --no-log-init forum
COPY --from=build /app/.venv .venv
COPY . .
# Files that only their owner may read come from a strict umask. Compiled here, because a root file system that is not
# written to keeps no compiled modules. Static files are named by their content; collecting them asks no database. The two
# folders that are written to are volumes.
RUN find . \( ! -perm -a=r -o -type d ! -perm -a=x \) -exec chmod a+rX {} + \
  && python -m compileall -q forum threads manage.py \
  && python manage.py collectstatic --noinput && chmod 755 .data \
  && install -d -o forum .data/spool /srv/rethread
USER forum
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["sh", "-c", "python manage.py migrate --noinput && exec gunicorn --config forum/gunicorn.py --bind 0.0.0.0:8000"]
