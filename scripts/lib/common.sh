# shellcheck shell=bash
# Sourced by every script: where things lie, messages, steps with stamps, the set-up lock.
# Everything that the scripts make lies under SHNOR_HOME (default: .shnor in the project, ignored by git).

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
SHNOR_HOME=${SHNOR_HOME:-$ROOT/.shnor}
LOG_DIR=$SHNOR_HOME/log
STAMP_DIR=$SHNOR_HOME/stamp
VENV=$SHNOR_HOME/venv
export ROOT SHNOR_HOME
export PYTHONPYCACHEPREFIX=$SHNOR_HOME/pycache # no __pycache__ among the sources

exec 3>&2 # messages reach the terminal even from inside a step, whose output goes to its log

say() { printf '%s\n' "$*" >&3; }
die() { say "error: $*"; exit 1; }
is_root() { [ "$(id -u)" = 0 ]; }

# usage_of SCRIPT: the leading comment of a script is its help text.
usage_of() { sed -n '2,/^[^#]/{/^#/!d;s/^# \{0,1\}//;p}' "$1"; }

prepare_home() {
    mkdir -p "$LOG_DIR" "$STAMP_DIR" "$SHNOR_HOME/run" || die "cannot write to $SHNOR_HOME"
    [ -O "$SHNOR_HOME" ] ||
        die "$SHNOR_HOME belongs to another user. Run as that user, remove it, or set SHNOR_HOME to another folder."
}

# lock_named NAME DESCRIPTOR: waits until nobody else holds the lock. Daemons are started with 8>&- 9>&-, so that they
# do not keep it; what a killed script left running does keep it, and the next script waits for its end.
lock_named() {
    command -v flock >/dev/null || die "flock is missing: install the package util-linux"
    eval "exec $2>\"\$SHNOR_HOME/run/$1.lock\""
    if ! flock -n "$2"; then
        say "another $1 is going on, waiting for it …"
        flock "$2"
    fi
}
lock_setup() { lock_named setup 9; }
unlock_setup() { exec 9>&-; }

# A stamp is written only after its step succeeded; its text is the key of what was made.
stamped() { [ "$(cat "$STAMP_DIR/$1" 2>/dev/null)" = "$2" ]; }
stamp() { printf '%s\n' "$2" >"$STAMP_DIR/$1"; }
unstamp() { rm -f "$STAMP_DIR/$1"; }

STEP=0
STEPS=${STEPS:-0}

# step TITLE FUNCTION ARGS…: runs it with its output in a log, prints the time it took, stops the script on failure.
step() {
    local title=$1 name=$2 began=$SECONDS status
    shift
    STEP=$((STEP + 1))
    local log="$LOG_DIR/$name.log"
    printf '[%d/%d] %s … ' "$STEP" "$STEPS" "$title" >&3
    set +e
    (
        set -e
        "$@"
    ) >"$log" 2>&1 </dev/null
    status=$?
    set -e
    if [ "$status" != 0 ]; then
        say "failed after $((SECONDS - began)) s"
        tail -n "${STEP_TAIL:-25}" "$log" >&3
        say "the whole log: $log"
        exit "$status"
    fi
    say "$((SECONDS - began)) s"
}

free_port() { python3_any -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# Any Python will do for one-liners; the venv's when it is there.
python3_any() {
    if [ -x "$VENV/bin/python" ]; then "$VENV/bin/python" "$@"; else python3 "$@"; fi
}
