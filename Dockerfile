# Earful in a container.  How to build, run, update and prove it: docs/container.md
#
# BASE is any image with the same `python3` (3.11 or newer, with venv) in both stages, and glibc: the locked wheels
# are made for it. python:3.12-slim-bookworm has it, and so has a Debian with python3-venv.
ARG BASE=python:3.12-slim-bookworm

FROM ${BASE} AS builder
WORKDIR /src
# pip in one environment fills another one without pip: nothing that can install more goes into the final image.
RUN python3 -m venv /opt/build && python3 -m venv --without-pip /opt/earful
# The locks first: as long as they stay, this dearest layer comes from the cache. The two secrets are for a network
# with a registry or a certificate of its own (docs/container.md); they are seen by this step and kept nowhere.
COPY requirements/ requirements/
RUN --mount=type=secret,id=pip_conf,target=/etc/pip.conf \
    --mount=type=secret,id=ca,target=/run/secrets/ca \
    /opt/build/bin/pip install --quiet --no-cache-dir --no-deps --require-hashes -r requirements/build.lock \
 && /opt/build/bin/pip --python /opt/earful/bin/python install --quiet --no-cache-dir --no-compile \
        --no-deps --require-hashes -r requirements/run.lock
COPY pyproject.toml README.md LICENSE ./
COPY connectors/ connectors/
COPY alerts/ alerts/
COPY monitor/ monitor/
# Compiled here, because the root may be read-only there; by hash, because copying a layer may change the times.
RUN /opt/build/bin/pip wheel --quiet --no-deps --no-build-isolation --wheel-dir /src/wheel . \
 && /opt/build/bin/pip --python /opt/earful/bin/python install --quiet --no-compile --no-index --no-deps /src/wheel/*.whl \
 && /opt/earful/bin/python -m compileall -q --invalidation-mode unchecked-hash /opt/earful/lib


FROM ${BASE}
ARG UID=10001
ARG GID=10001
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Earful" \
      org.opencontainers.image.description="Hears angry customers wherever they talk, and tells the one person who must answer." \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# A user without a password, a shell or a home; numbers, so that a host can be told whom /data must belong to.
RUN groupadd --gid "${GID}" earful \
 && useradd --uid "${UID}" --gid "${GID}" --no-create-home --home-dir /data --shell /usr/sbin/nologin earful \
 && install --directory --owner earful --group earful --mode 0750 /data \
 && install --directory /config
COPY --from=builder /opt/earful /opt/earful
COPY config.yaml /config/config.yaml
# Only /data and /tmp are written to. Everything listens on every address of the container; what of it the world can
# reach is decided by whoever publishes the port (compose.yaml: this machine only).
ENV PATH=/opt/earful/bin:$PATH \
    EARFUL_DATA=/data \
    EARFUL_HOST=0.0.0.0 \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1
USER ${UID}:${GID}
WORKDIR /data
VOLUME ["/data", "/config"]
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=10s --start-period=60s --retries=3 \
    CMD ["earful", "healthcheck", "--config", "/config/config.yaml"]
ENTRYPOINT ["earful"]
CMD ["run", "--config", "/config/config.yaml"]
