#!/usr/bin/env bash
# Usage: packaging/run.sh [FILE…]
#
# Installs what rt0scope needs (Debian 12 or 13), builds it in build/release, and opens its window
# on each FILE, a log written with GODEBUG=inittrace=1; without FILE, on a real start-up of kubectl.
# Without a display it writes a picture (SVG) and a text report of each FILE to build/reports and
# prints their paths. Later runs build what changed and need neither network nor root.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
sample=$root/resources/samples/kubectl-1.36.4.log
program=$root/build/release/bin/rt0scope

files=()
for argument; do
    case $argument in
    -h | --help)
        print_help "${BASH_SOURCE[0]}"
        exit 0
        ;;
    --) continue ;;
    -*)
        printf '%s\n' "packaging/run.sh: no option $argument (a file of that name: ./$argument)" >&2
        exit 2
        ;;
    esac
    if [ ! -f "$argument" ] || [ ! -r "$argument" ]; then
        printf '%s\n' "packaging/run.sh: cannot read $argument" >&2
        exit 2
    fi
    files+=("$(realpath -- "$argument")")
done
((${#files[@]} > 0)) || files=("$sample")

configure() { LC_ALL=C.UTF-8 logged configure cmake --preset release "$@"; }

build() {
    local without_tests=(-DRT0SCOPE_TESTS=OFF -DRT0SCOPE_BENCH=OFF) jobs
    jobs=$(job_count)
    cd "$root"
    say "Building build/release with $jobs jobs (log: $logs/build.log)"
    # Tests once configured stay so: without them CMake would delete what tests/run.sh has built.
    if grep -qs '^RT0SCOPE_TESTS:BOOL=ON' build/release/CMakeCache.txt; then
        configure 2>/dev/null || configure "${without_tests[@]}" || return
    else
        configure "${without_tests[@]}" || return
    fi
    LC_ALL=C.UTF-8 logged build cmake --build --preset release --target rt0scope --parallel "$jobs"
}

# Returns only where Qt found no display it can use: then a report is worth more than an error.
open_window() {
    local errors=$logs/window.log status=0
    say "Opening the window on ${files[*]}"
    # In a subshell, so that what bash says of Qt's abort goes into the log too.
    ("$program" "${files[@]}" || exit) 2>"$errors" || status=$?
    if ((status != 0)) && grep -qs 'platform plugin' "$errors"; then
        return
    fi
    cat "$errors" >&2
    exit "$status"
}

# Sets `path`: where reports of FILE go, without the suffix; two files may share a name.
declare -A taken=()
choose_path() {
    local name=${1##*/} n=2
    local stem=$root/build/reports/${name%.*}
    path=$stem
    while [ -n "${taken[$path]-}" ]; do
        path=$stem-$n
        n=$((n + 1))
    done
    taken[$path]=1
}

write_reports() {
    local file path status=0
    mkdir -p "$root/build/reports"
    # Qt wants UTF-8 and a private directory, and warns where no session gave it these.
    export LC_ALL=C.UTF-8
    (umask 077 && mkdir -p "$logs/runtime")
    export XDG_RUNTIME_DIR=${XDG_RUNTIME_DIR:-$logs/runtime}
    for file in "${files[@]}"; do
        choose_path "$file"
        if "$program" report "$file" --format svg -o "$path.svg" &&
            "$program" report "$file" --format text -o "$path.txt"; then
            printf '  %s\n' "$path.svg" "$path.txt"
        else
            status=$?
        fi
    done
    return "$status"
}

"$root/packaging/install-dependencies.sh" build
require_writable_build
build || die "The build failed."
if [ -n "${DISPLAY-}${WAYLAND_DISPLAY-}" ]; then
    open_window
    say "The display cannot be used (see $logs/window.log)."
fi
say "Without a display there are reports instead of the window:"
write_reports
