# Turns the source into an image that serves with gunicorn; the database is another container's (docker-compose.yml).
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
RUN useradd --system --home-dir /app forum
COPY --from=build /app/.venv .venv
COPY . .
# Static files belong to the image, named by their content; collecting them asks no database.
RUN python manage.py collectstatic --noinput && chmod 755 .data && install -d -o forum .data/spool
USER forum
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["sh", "-c", "python manage.py migrate --noinput && exec gunicorn --config forum/gunicorn.py --bind 0.0.0.0:8000"]
