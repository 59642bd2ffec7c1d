# retold from its sources: `docker build -t retold .`, then
# `docker run --rm -v "$PWD":/corpus retold check .`
FROM rust:1-slim-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends g++ make pkg-config && rm -rf /var/lib/apt/lists/*
WORKDIR /retold
COPY Cargo.toml Cargo.lock ./
COPY src src
COPY benches benches
COPY tests tests
COPY README.md ./
RUN cargo install --locked --path . --root /opt/retold

FROM debian:bookworm-slim
COPY --from=build /opt/retold/bin/retold /usr/local/bin/retold
COPY LICENSE-MIT LICENSE-APACHE NOTICE /usr/share/doc/retold/
# A corpus is mounted here, and belongs to whoever runs the container: give `--user "$(id -u):$(id -g)"` to write as yourself.
WORKDIR /corpus
USER nobody
ENTRYPOINT ["retold"]
CMD ["--help"]
