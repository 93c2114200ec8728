# shellcheck shell=bash
# What the scripts share; sourced after `set -euo pipefail`.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
logs=$root/build/logs

say() { printf '%s\n' "$*"; }

# die TEXT…: one line each on standard error, then exit 1.
die() {
    printf '%s\n' "$@" >&2
    exit 1
}

# Prints the comment at the top of a script, the help it was called for.
print_help() { awk 'NR > 1 && !/^#/ { exit } NR > 1 { sub(/^# ?/, ""); print }' "$1"; }

# build/ may belong to root after a run as root; ninja's own message would not say so.
require_writable_build() {
    if ! mkdir -p "$logs" 2>/dev/null || [ ! -w "$root/build" ] || [ ! -w "$logs" ]; then
        die "$root/build cannot be written by $(id -un); was it made by another user, perhaps root?" \
            "Remove it as that user, or: chown -R $(id -un) '$root/build'"
    fi
}

# logged NAME COMMAND…: runs the command with its output in build/logs/NAME.log, shows the end of it on failure.
logged() {
    local log=$logs/$1.log
    shift
    if ! "$@" >"$log" 2>&1; then
        printf '%s\n' "--- last lines of $log" >&2
        tail -n 40 "$log" >&2
        return 1
    fi
}

# Bytes this process may still use: of the machine or, where smaller, of its control group (a container).
available_memory() {
    local kib group=/sys/fs/cgroup/memory.max limit
    kib=$(awk '$1 == "MemAvailable:" { print $2 }' /proc/meminfo 2>/dev/null || true)
    local bytes=$((${kib:-4194304} * 1024))
    limit=$(cat "$group" 2>/dev/null || true)
    if [[ $limit =~ ^[0-9]+$ ]] && ((limit < bytes)); then
        bytes=$limit
    fi
    printf '%s\n' "$bytes"
}

# One compiler for each processor, but no more than memory holds: Qt's headers cost about 1 GB each.
job_count() {
    local processors by_memory
    processors=$(nproc 2>/dev/null || printf '1')
    by_memory=$(($(available_memory) / 1000000000))
    ((by_memory >= 1)) || by_memory=1
    printf '%s\n' "$((processors < by_memory ? processors : by_memory))"
}
