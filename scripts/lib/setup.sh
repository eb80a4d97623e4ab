# shellcheck shell=bash
# The set-up that all scripts share, and the environment in which Odoo runs.
# shellcheck source=scripts/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=scripts/lib/odoo.sh
. "$ROOT/scripts/lib/odoo.sh"
# shellcheck source=scripts/lib/venv.sh
. "$ROOT/scripts/lib/venv.sh"
# shellcheck source=scripts/lib/postgres.sh
. "$ROOT/scripts/lib/postgres.sh"

SETUP_STEPS=3

# The steps, with their progress on the terminal.
setup_with_steps() {
    prepare_home
    lock_setup
    step "Odoo 19.0" setup_odoo
    step "Python packages" setup_venv
    step "PostgreSQL" setup_postgres
    unlock_setup
    use_environment
    check_pango
}

# The same for the small commands: silent when everything is there, which takes a tenth of a second.
ensure_setup() {
    prepare_home
    if ! stamped odoo "$(odoo_key)" || ! stamped venv "$(venv_key)"; then
        STEPS=$SETUP_STEPS setup_with_steps
        return
    fi
    lock_setup
    setup_postgres >>"$LOG_DIR/setup_postgres.log" 2>&1 </dev/null
    unlock_setup
    use_environment
}

# Odoo reads all of this from the environment, so no file with a password or a path of this machine is written.
use_environment() {
    local path
    load_pg_env
    path=$(odoo_path)
    export ODOO_RC=${ODOO_RC:-$ROOT/config/odoo.test.conf}
    export ODOO_ADDONS_PATH=$ROOT/addons
    [ ! -f "$path/odoo-bin" ] || ODOO_ADDONS_PATH=$path/addons,$ODOO_ADDONS_PATH # a source checkout
    export ODOO_DATA_DIR=$SHNOR_HOME/data
    PGPATH=$(pg_bin)
    export PGPATH
    export PYTHONWARNINGS=${PYTHONWARNINGS:-ignore} PYTHONUNBUFFERED=1
    export HYPOTHESIS_STORAGE_DIRECTORY=$SHNOR_HOME/hypothesis
    unset PGDATABASE
}

run_odoo() { "$VENV/bin/python" "$ROOT/scripts/lib/odoo_bin.py" "$@"; }
