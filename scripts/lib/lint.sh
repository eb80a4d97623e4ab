# shellcheck shell=bash
# Every linter, each of which must be content. All of them run before the step fails, so that one run shows everything.

lint() {
    local failed=0 addon bin=$VENV/bin
    local -a scripts
    cd "$ROOT" || return
    check() { "$@" || { echo "^ $(basename "$1") ${2:-}"; failed=1; }; }
    check "$bin/ruff" check --quiet .
    check "$bin/ruff" format --check --quiet .
    mapfile -t scripts < <(grep -lsE '^#!.*bash' scripts/* .ci/run)
    check "$bin/shellcheck" -x scripts/lib/*.sh "${scripts[@]}"
    for addon in addons/*/; do
        check "$bin/pylint" --rcfile=.pylintrc "$addon"
        check "$bin/oca-checks-odoo-module" "$addon"
        if compgen -G "$addon/i18n/*.po" >/dev/null; then check "$bin/oca-checks-po" "$addon"; fi
    done
    return $failed
}
