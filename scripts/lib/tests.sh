# shellcheck shell=bash
# Databases for tests: a template with all addons installed, from which every test database is a quick clone.

TEST_TEMPLATE=shnor_test_template
TEST_DB=shnor_test_$$

# Odoo takes a missing browser for a reason to skip, and so would hide half of the tests.
setup_browser() {
    local name
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        if command -v $name; then return; fi
    done
    if is_root && command -v apt-get; then
        apt-get -q update
        DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends chromium fonts-dejavu-core
        return
    fi
    die "Chromium is missing, tests of pages need it. On Debian: apt-get install chromium fonts-dejavu-core"
}

AXE_VERSION=4.14.1
AXE_SUM=sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==

# The checker of accessibility that tests put into pages: one file of a package from npm.
setup_axe() {
    local dir=$SHNOR_HOME/axe
    stamped axe "$AXE_VERSION" && [ -f "$dir/axe.min.js" ] && return
    command -v npm >/dev/null || die "npm is missing, tests of accessibility need it. On Debian: apt-get install npm"
    rm -rf "$dir"
    mkdir -p "$dir"
    (cd "$dir" && npm pack --silent "axe-core@$AXE_VERSION")
    [ "sha512-$(openssl dgst -sha512 -binary "$dir/axe-core-$AXE_VERSION.tgz" | base64 -w 0)" = "$AXE_SUM" ] ||
        die "axe-core $AXE_VERSION is not the file that it was"
    tar -xzf "$dir/axe-core-$AXE_VERSION.tgz" -C "$dir" --strip-components=1 package/axe.min.js
    rm "$dir/axe-core-$AXE_VERSION.tgz"
    stamp axe "$AXE_VERSION"
}

all_addons() { (cd "$ROOT/addons" && printf '%s\n' */__manifest__.py | xargs -n 1 dirname | paste -sd,); }

setup_test_template() {
    local key log=$LOG_DIR/install.log
    key="$(addons_key) $PGHOST"
    if stamped test-template "$key" && database_exists $TEST_TEMPLATE; then return; fi
    unstamp test-template
    drop_database $TEST_TEMPLATE
    install_addons $TEST_TEMPLATE "$(all_addons)" >"$log" 2>&1 || { tail -n 40 "$log"; return 1; }
    "$VENV/bin/python" "$ROOT/scripts/lib/odoo_log.py" "$log" ||
        die "the log of the installation has warnings or errors"
    # Files go into the database: then `createdb -T` copies them too.
    run_odoo shell --database $TEST_TEMPLATE --no-http <<'PY'
env["ir.config_parameter"].set_param("ir_attachment.location", "db")
env["ir.attachment"].force_storage()
env.cr.commit()
PY
    stamp test-template "$key"
}

check_translations() {
    ODOO_LOG_LEVEL=error "$VENV/bin/python" "$ROOT/scripts/lib/check_i18n.py" --database $TEST_TEMPLATE
}

setup_test_database() { "$(pg_bin)/createdb" -T $TEST_TEMPLATE "$TEST_DB"; }
