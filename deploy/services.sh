# What ./test looks for: PostgreSQL, RabbitMQ and a Chromium. Sourced after bootstrap.sh, with $work a scratch directory.
# Each search exports NOTIFY_TEST_PG, NOTIFY_TEST_AMQP or NOTIFY_TEST_BROWSER, or calls `skip` with the reason.
# With NOTIFY_CI=1 what is missing is installed where apt and root allow it, and anything still missing is a failure.
# shellcheck shell=sh

: "${work:?is set by the script that sources this file}" "${python:?is set by bootstrap.sh}"
missing=
pg_started=
rabbit_started=

skip() {
    missing="$missing  $1
"
    say "skipped: $1"
}

in_ci() { [ "${NOTIFY_CI:-}" = 1 ]; }

free_port() { "$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

pg_answers() { "$python" -c 'import sys, psycopg; psycopg.connect(sys.argv[1], connect_timeout=3).close()' "$1" >/dev/null 2>&1; }

amqp_answers() {
    "$python" -c '
import sys
from kombu import Connection
with Connection(sys.argv[1], connect_timeout=3) as connection:
    connection.connect()' "$1" >/dev/null 2>&1
}

pg_bin() {
    for directory in /usr/lib/postgresql/*/bin "$(dirname -- "$(command -v initdb 2>/dev/null || echo /nowhere/initdb)")"; do
        if [ -x "$directory/initdb" ]; then
            printf '%s\n' "$directory"
            return
        fi
    done
    return 1
}

# PostgreSQL refuses to run as root: then its own system user runs it.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then
        runuser -u postgres -- "$@"
    else
        "$@"
    fi
}

# A cluster of our own in the scratch directory: nobody's databases are touched, nothing survives the run.
start_postgres() {
    bin=$(pg_bin) || return 1
    pg_data=$work/postgres
    mkdir "$pg_data"
    if [ "$(id -u)" = 0 ]; then
        chmod 755 "$work" && chown postgres "$pg_data" || return 1
    fi
    port=$(free_port)
    hasty='-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c jit=off'
    (
        cd "$pg_data"
        as_postgres "$bin/initdb" -D "$pg_data/data" -U notify -A trust -E UTF8 --locale=C.UTF-8 --no-sync
        as_postgres "$bin/pg_ctl" -D "$pg_data/data" -l "$pg_data/log" -w -o \
            "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200 $hasty" start
    ) >"$work/postgres.log" 2>&1 </dev/null || return 1
    pg_started=$bin
    NOTIFY_TEST_PG=postgresql://notify@127.0.0.1:$port/postgres
}

find_postgres() {
    if in_ci && ! pg_bin >/dev/null && [ -z "${NOTIFY_TEST_PG:-}" ]; then
        apt_install postgresql || say 'PostgreSQL could not be installed.'
    fi
    if [ -n "${NOTIFY_TEST_PG:-}" ]; then
        pg_answers "$NOTIFY_TEST_PG" || { skip 'PostgreSQL: nothing answers at NOTIFY_TEST_PG'; return; }
    elif ! start_postgres; then
        NOTIFY_TEST_PG=postgresql://postgres@127.0.0.1:5432/postgres
        pg_answers "$NOTIFY_TEST_PG" || { skip 'PostgreSQL: no server program, and none at 127.0.0.1:5432'; return; }
    fi
    export NOTIFY_TEST_PG
}

start_rabbitmq() {
    command -v rabbitmq-server >/dev/null 2>&1 || apt_install rabbitmq-server || return 1
    if ! amqp_answers "$1"; then
        as_root rabbitmq-server -detached >"$work/rabbitmq.log" 2>&1 </dev/null || return 1
        rabbit_started=yes
    fi
    tries=0
    until amqp_answers "$1"; do
        tries=$((tries + 1))
        [ "$tries" -lt 60 ] || return 1
        sleep 1
    done
}

find_rabbitmq() {
    url=${NOTIFY_TEST_AMQP:-amqp://guest:guest@127.0.0.1:5672//}
    if amqp_answers "$url" || { in_ci && [ -z "${NOTIFY_TEST_AMQP:-}" ] && start_rabbitmq "$url"; }; then
        export NOTIFY_TEST_AMQP="$url"
    else
        unset NOTIFY_TEST_AMQP
        skip 'RabbitMQ: nothing answers at NOTIFY_TEST_AMQP or 127.0.0.1:5672'
    fi
}

# find_readers: other programs that read our files (PDF, archives); tests that need one say so when it is missing.
find_readers() {
    for pair in pdftotext:poppler-utils qpdf:qpdf 7z:p7zip-full; do
        command -v "${pair%%:*}" >/dev/null 2>&1 && continue
        if in_ci && apt_install "${pair##*:}"; then
            continue
        fi
        skip "readers: no ${pair%%:*} on this machine (Debian, Ubuntu: apt-get install ${pair##*:})"
    done
}

browser_path() {
    for name in ${NOTIFY_TEST_BROWSER:+"$NOTIFY_TEST_BROWSER"} /usr/bin/chromium chromium chromium-browser google-chrome; do
        command -v "$name" && return
    done
    return 1
}

find_browser() {
    if in_ci && ! browser_path >/dev/null; then
        apt_install chromium || say 'Chromium could not be installed.'
    fi
    if NOTIFY_TEST_BROWSER=$(browser_path); then
        export NOTIFY_TEST_BROWSER
    else
        unset NOTIFY_TEST_BROWSER
        skip 'browser: no Chromium on this machine (NOTIFY_TEST_BROWSER may name one)'
    fi
}

stop_services() {
    if [ -n "$pg_started" ]; then
        (cd "$work/postgres" && as_postgres "$pg_started/pg_ctl" -D "$work/postgres/data" -m immediate stop) >/dev/null 2>&1 || :
    fi
    if [ -n "$rabbit_started" ]; then
        as_root rabbitmqctl stop >/dev/null 2>&1 || :
    fi
}
