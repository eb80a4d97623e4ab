# shellcheck shell=bash
# The demo database: made once, brought up to date when the addons change, made anew when a run was killed half-way.

DEMO_DB=${SHNOR_DB:-shnor_demo}
DEMO_ADDONS=${SHNOR_ADDONS:-shnor_monitoring,shnor_network,shnor_website}
DEMO_WORDS=$SHNOR_HOME/run/demo.txt # what `shnor demo` printed: the logins and what to click first

addons_key() {
    find "$ROOT/addons" -type f ! -name '*.pyc' ! -path '*/tests/*' -print0 | sort -z | xargs -0 cat | cksum
}

# The server is part of the key: another SHNOR_DB_URL has its own demo.
demo_key() { echo "$PGHOST $DEMO_DB $DEMO_ADDONS"; }

database_exists() { [ "$("$(pg_bin)/psql" -d postgres -Atqc "SELECT 1 FROM pg_database WHERE datname = '$1'")" = 1 ]; }

drop_database() {
    "$(pg_bin)/dropdb" --if-exists --force "$1"
    rm -rf "$ODOO_DATA_DIR/filestore/$1"
}

# Odoo would add by itself some thirty modules that mail depends on in spirit only, among them those that call paid
# services and look up partners outside the installation (iap, partner_autocomplete, sms, web_unsplash). Of them these stay:
# two-factor login, the outside interface, the import of lists.
STOCK_ADDONS=auth_totp_portal,base_import,rpc

# install_addons DATABASE ADDONS: Russian is its only language, and Odoo's own demo data stay out.
install_addons() {
    run_odoo --database "$1" --init "$2,$STOCK_ADDONS" --skip-auto-install --load-language ru_RU --no-http --stop-after-init
}

setup_demo_database() {
    local key addons
    key=$(demo_key)
    addons=$(addons_key)
    if stamped demo-made "$key" && database_exists "$DEMO_DB"; then
        stamped demo-addons "$addons" && return
        stop_server
        run_odoo --database "$DEMO_DB" --update "$DEMO_ADDONS,shnor_registry,shnor_form,shnor_indicator" --no-http --stop-after-init
    else
        if database_exists "$DEMO_DB" && ! stamped demo-begun "$key"; then
            die "the database $DEMO_DB exists on this server and was not made by this project." \
                "Choose another name: SHNOR_DB=name scripts/run"
        fi
        stop_server
        unstamp demo-made
        unstamp demo-data
        stamp demo-begun "$key"
        drop_database "$DEMO_DB"
        install_addons "$DEMO_DB" "$DEMO_ADDONS"
        stamp demo-made "$key"
    fi
    stamp demo-addons "$addons"
}

setup_demo_data() {
    local key
    key=$(demo_key)
    stamped demo-data "$key" && return
    unstamp demo-made # a run killed here makes the database anew, instead of adding to half a district
    run_odoo shnor demo --database "$DEMO_DB" >"$DEMO_WORDS"
    stamp demo-data "$key"
    stamp demo-made "$key"
}

# The style and script bundles are made now: the first visitor need not wait for them.
setup_demo_bundles() {
    local addons
    addons=$(addons_key)
    stamped demo-bundles "$addons $DEMO_DB" && return
    run_odoo shell --database "$DEMO_DB" --no-http <<'PY'
env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()
PY
    stamp demo-bundles "$addons $DEMO_DB"
}

SERVER_PID=$SHNOR_HOME/run/server.pid # process id, port, and the state of the addons it was started with

server_runs() {
    local pid
    read -r pid _ 2>/dev/null <"$SERVER_PID" || return 1
    grep -qzF "$ROOT/scripts/lib/odoo_bin.py" "/proc/$pid/cmdline" 2>/dev/null
}

stop_server() {
    local pid
    server_runs || return 0
    read -r pid _ <"$SERVER_PID"
    kill "$pid"
    for _ in $(seq 100); do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.2
    done
    kill -9 "$pid" 2>/dev/null || true
    rm -f "$SERVER_PID"
}

server_answers() {
    python3_any -c 'import sys, urllib.request
urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/web/health", timeout=30).read()' "$1" 2>/dev/null
}

start_server() {
    local port=$1 state log=$LOG_DIR/server.log
    state="$port $(demo_key | tr ' ' '/') $(addons_key)"
    if server_runs && [ "$(cut -d' ' -f2- "$SERVER_PID")" = "$state" ] && server_answers "$port"; then return; fi
    stop_server
    port_is_free "$port" || die "port $port is taken by another program. Choose another one: SHNOR_PORT=8070 scripts/run"
    ODOO_RC=$ROOT/config/odoo.demo.conf ODOO_HTTP_PORT=$port PGDATABASE=$DEMO_DB \
        setsid "$VENV/bin/python" "$ROOT/scripts/lib/odoo_bin.py" >"$log" 2>&1 </dev/null 3>&- 8>&- 9>&- &
    echo "$! $state" >"$SERVER_PID"
    for _ in $(seq 120); do
        if server_answers "$port"; then return; fi
        server_runs || break
        sleep 0.5
    done
    tail -n 20 "$log"
    die "the server did not start"
}
