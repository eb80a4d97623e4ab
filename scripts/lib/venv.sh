# shellcheck shell=bash
# The Python environment: pinned packages and a .pth file that makes `import odoo` work.

find_python() {
    local candidate
    for candidate in ${SHNOR_PYTHON:-python3 python3.12 python3.13 python3.11 python3.10 /usr/bin/python3}; do
        "$candidate" -c 'import sys, venv, ensurepip; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' \
            >/dev/null 2>&1 || continue
        printf '%s\n' "$candidate"
        return
    done
    die "Python 3.10 to 3.13 with the venv module is needed (SHNOR_PYTHON may name one)." \
        "On Debian or Ubuntu: apt-get install python3 python3-venv"
}

# The key holds the pins and Odoo's place: a change of either makes the environment anew.
venv_key() { cat "$ROOT/requirements-odoo.txt" "$ROOT/requirements.txt" <(odoo_path) <(echo "${SHNOR_PYTHON:-}") | cksum; }

setup_venv() {
    local key python site
    key=$(venv_key)
    stamped venv "$key" && [ -x "$VENV/bin/python" ] && return
    python=$(find_python)
    unstamp venv
    unstamp venv-test
    rm -rf "$VENV"
    "$python" -m venv "$VENV"
    site=$("$VENV/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    odoo_path >"$site/odoo.pth"
    pip_install -r "$ROOT/requirements-odoo.txt" -r "$ROOT/requirements.txt"
    "$VENV/bin/python" -c 'import odoo.release; assert odoo.release.version.startswith("19.0"), odoo.release.version'
    stamp venv "$key"
}

# WeasyPrint, which prints forms, takes these from the machine. The rest works without, so it is told and no more.
PANGO_LIBRARIES="libgobject-2.0.so.0 libpango-1.0.so.0 libpangoft2-1.0.so.0 libharfbuzz.so.0 libharfbuzz-subset.so.0 libfontconfig.so.1"
check_pango() {
    local missing
    # shellcheck disable=SC2086 # the list is words
    missing=$("$VENV/bin/python" - $PANGO_LIBRARIES <<'END'
import ctypes
import sys

for name in sys.argv[1:]:
    try:
        ctypes.CDLL(name)
    except OSError:
        print(name)
END
    )
    [ -z "$missing" ] || say "note: forms cannot be printed as PDF here, these libraries are missing:" "${missing//$'\n'/ }" \
        "(on Debian or Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)"
}

setup_venv_test() {
    local key
    key=$(cksum <"$ROOT/requirements-test.txt")
    stamped venv-test "$key" && return
    pip_install -r "$ROOT/requirements-test.txt"
    stamp venv-test "$key"
}

# The files name every package, so pip need not resolve: quick, and the same on every machine.
pip_install() {
    "$VENV/bin/python" -m pip install --quiet --no-deps --no-compile --use-pep517 --no-warn-script-location \
        --disable-pip-version-check "$@"
}
