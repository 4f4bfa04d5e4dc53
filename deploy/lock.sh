#!/bin/sh
# Writes requirements.lock and requirements-dev.lock from pyproject.toml (needs uv).
# Hashes of every platform, and no line that names an index, a host or a path. `sh deploy/lock.sh --upgrade` takes newer versions.
set -eu
cd "$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)"
uv=$(command -v uv || printf '%s' .venv/bin/uv)

lock() {
    "$uv" pip compile pyproject.toml --quiet --no-config --universal --python-version 3.11 --generate-hashes \
        --no-annotate --no-header "$@" >/dev/null
}

lock --output-file requirements.lock "$@"
lock --output-file requirements-dev.lock --group dev --constraint requirements.lock "$@"
