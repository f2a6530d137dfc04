# One image for web, worker, relay and the migration job: `docker run hamkke:local worker`.
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /build && python -m venv /app
COPY requirements.lock requirements.runtime.lock ./
RUN /build/bin/pip install --no-cache-dir --quiet --require-hashes -r requirements.lock
RUN /app/bin/pip install --no-cache-dir --quiet --require-hashes -r requirements.runtime.lock
COPY . .
RUN /build/bin/hatchling build --target wheel \
 && /app/bin/pip install --no-cache-dir --quiet --no-deps dist/*.whl

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 1000 --create-home --home-dir /var/lib/hamkke hamkke
COPY --from=build /app /app
ENV PATH=/app/bin:$PATH PYTHONUNBUFFERED=1 HAMKKE_DATA_DIR=/var/lib/hamkke
WORKDIR /var/lib/hamkke
USER hamkke
ENTRYPOINT ["hamkke"]
CMD ["web"]
