# shellcheck shell=bash
# Every linter, each of which must be content. All of them run before the step fails, so that one run shows everything.

lint() {
    local failed=0 bin=$VENV/bin
    local -a scripts addons
    cd "$ROOT" || return
    check() { "$@" || { echo "^ found by $(basename "$1") ${2:-}"; failed=1; }; }
    mapfile -t scripts < <(grep -lsE '^#!.*bash' scripts/* .ci/run)
    mapfile -t addons < <(dirname addons/*/__manifest__.py tests/addons/*/__manifest__.py)
    check "$bin/ruff" check --quiet .
    check "$bin/ruff" format --check .
    check "$bin/shellcheck" -x scripts/lib/*.sh "${scripts[@]}"
    # a sheet has many duties: they lie in a file each
    check "$bin/pylint" --rcfile=.pylintrc --disable=consider-merging-classes-inherited "${addons[@]}"
    # READMEs are Markdown, as the project's own
    check "$bin/oca-checks-odoo-module" --disable=prefer-readme-rst "${addons[@]}"
    # po-pretty-format would empty a translation that equals its source («ID»), as if it had been forgotten
    if compgen -G "addons/*/i18n/*.po" >/dev/null; then
        check "$bin/oca-checks-po" --disable=po-pretty-format addons/*/i18n/*.po tests/addons/*/i18n/*.po
    fi
    return $failed
}
