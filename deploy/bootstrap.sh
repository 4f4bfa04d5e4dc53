# Shared by ./run and ./test, which set $root and source it: Python, the environment, the locked packages, the system libraries.
# POSIX sh. Everything stays inside the checkout, except system packages, which are installed as root only and said aloud.
# shellcheck shell=sh

: "${root:?is set by the script that sources this file}"
venv=$root/.venv
python=$venv/bin/python
pdf_packages='libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core'

say() { printf 'notify: %s\n' "$*"; }

fail() {
    printf 'notify: %s\n' "$*" >&2
    exit 1
}

recent_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    for candidate in ${NOTIFY_PYTHON:+"$NOTIFY_PYTHON"} python3 python3.14 python3.13 python3.12 python3.11; do
        if recent_enough "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    fail 'Python 3.11 or later is needed (Debian, Ubuntu: apt-get install python3 python3-venv), or name one in NOTIFY_PYTHON.'
}

# as_root COMMAND…: runs it as root when that needs no question, else returns 1.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        sudo -n env DEBIAN_FRONTEND=noninteractive "$@"
    else
        return 1
    fi
}

# apt_install PACKAGE…: returns 1 when this is not a Debian or there is no right to install.
apt_install() {
    command -v apt-get >/dev/null 2>&1 && as_root true || return 1
    say "installing system packages: $*"
    export DEBIAN_FRONTEND=noninteractive
    as_root apt-get install -y -q --no-install-recommends "$@" >/dev/null 2>&1 && return
    as_root apt-get update -q >/dev/null 2>&1 || return 1
    as_root apt-get install -y -q --no-install-recommends "$@" >/dev/null
}

# recent_pip PYTHON: its pip installs into another environment (22.3), which spares that one a pip of its own.
recent_pip() {
    "$1" -c 'import sys, pip; sys.exit(tuple(map(int, pip.__version__.split(".")[:2])) < (22, 3))' >/dev/null 2>&1
}

make_venv() {
    if [ -x "$python" ] && recent_enough "$python"; then
        return
    fi
    base=$(find_python) || exit 1
    say "creating .venv with $("$base" --version 2>&1)"
    if "$base" -c 'import venv' >/dev/null 2>&1 && recent_pip "$base"; then
        "$base" -m venv --without-pip --clear "$venv" || fail "$base could not create $venv."
        printf '%s\n' "$base" >"$venv/.notify-base"
    elif "$base" -c 'import venv, ensurepip' >/dev/null 2>&1 || apt_install python3-venv; then
        "$base" -m venv --clear "$venv" || fail "$base could not create $venv."
    elif command -v uv >/dev/null 2>&1; then
        uv venv --quiet --clear --python "$base" "$venv" || fail "uv could not create $venv."
    else
        fail 'this Python has no venv module; install it and start again (Debian, Ubuntu: apt-get install python3-venv).'
    fi
}

# stamp_of LOCK: changes with the lock and the Python version.
stamp_of() {
    "$python" -c '
import hashlib, sys
digest = hashlib.sha256(open(sys.argv[1], "rb").read())
digest.update(sys.version.encode())
print(digest.hexdigest())' "$root/$1"
}

stamped() { [ "$(cat "$venv/.notify-$1" 2>/dev/null)" = "$(stamp_of "$1")" ]; }

# pip_install ARGUMENT…: modules are compiled when they are first imported, as most never are.
pip_install() {
    base=$(cat "$venv/.notify-base" 2>/dev/null || :)
    if ! "$python" -m pip --version >/dev/null 2>&1 && [ -n "$base" ] && recent_pip "$base"; then
        set -- --python "$python" install "$@"
    else
        "$python" -m pip --version >/dev/null 2>&1 || "$python" -m ensurepip >/dev/null || fail "there is no pip in $venv."
        base=$python
        set -- install "$@"
    fi
    "$base" -m pip "$@" -qq --no-input --no-compile --disable-pip-version-check --require-hashes
}

# install_lock LOCK [LOCK IT CONTAINS]: a no-op when the stamp still fits.
install_lock() {
    if stamped "$1"; then
        return
    fi
    say "installing the packages of $1"
    if command -v uv >/dev/null 2>&1; then
        uv pip install --quiet --python "$python" --require-hashes -r "$root/$1" || fail "installing $1 failed (see above)."
    else
        pip_install -r "$root/$1" || fail "installing $1 failed (see above)."
    fi
    for lock in "$@"; do stamp_of "$lock" >"$venv/.notify-$lock"; done
}

pdf_works() { "$python" -c 'import weasyprint' >/dev/null 2>&1; }

# pdf_complete: with HarfBuzz's subsetter too; without it fonts are cut by fontTools, which is far slower.
pdf_complete() {
    "$python" -c 'import sys; from weasyprint.text.ffi import harfbuzz_subset; sys.exit(not harfbuzz_subset)' >/dev/null 2>&1
}

# pdf_libraries: installs what WeasyPrint loads where that is possible; without it the site runs, PDF apart.
pdf_libraries() {
    if [ -e "$venv/.notify-pdf" ] || pdf_complete; then
        : >"$venv/.notify-pdf"
        return
    fi
    # shellcheck disable=SC2086 # a list of names
    if { apt_install $pdf_packages || :; } && pdf_works; then
        : >"$venv/.notify-pdf"
        return
    fi
    say "no PDF until Pango is installed (Debian, Ubuntu: apt-get install $pdf_packages; macOS: brew install pango)."
}

# bootstrap LOCK [LOCK IT CONTAINS]
bootstrap() {
    make_venv
    install_lock "$@"
    pdf_libraries
}
