#!/usr/bin/env bash
# Usage: tests/run.sh [release|asan]…
#
# Installs what is needed (Debian 12 or 13), builds rt0scope and runs all its tests: in release with
# warnings as errors, then under ASan and UBSan (default: both). Tests of the window draw offscreen.
# Where clang-format-14 is installed, the summary also tells how many sources it would change.
# Later runs build what changed and need neither network nor root. Exit codes: 0 all is well,
# 1 something failed, 2 bad usage.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../packaging/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/../packaging/common.sh"

halves=()
for argument; do
    case $argument in
    -h | --help)
        print_help "${BASH_SOURCE[0]}"
        exit 0
        ;;
    release | asan) halves+=("$argument") ;;
    *)
        printf '%s\n' "tests/run.sh: $argument is neither release nor asan" >&2
        exit 2
        ;;
    esac
done
((${#halves[@]} > 0)) || halves=(release asan)

export LC_ALL=C.UTF-8 QT_QPA_PLATFORM=offscreen
unset DISPLAY WAYLAND_DISPLAY GODEBUG

# What differs between the halves. Two time zones, so that no test holds in one of them only; without
# randomised addresses, because GCC 12's AddressSanitizer dies now and then on kernels that spread them
# widely.
prepare() {
    options=(-DRT0SCOPE_TESTS=ON) wrapper=()
    case $1 in
    release)
        options+=(-DRT0SCOPE_BENCH=ON -DRT0SCOPE_WERROR=ON)
        export TZ=UTC
        ;;
    asan)
        export TZ='<+0545>-5:45'
        if setarch "$(uname -m)" -R true 2>/dev/null; then
            wrapper=(setarch "$(uname -m)" -R)
        fi
        ;;
    esac
}

# The tests that passed are in the log only; failures and the closing lines are shown too.
run_ctest() {
    "${wrapper[@]}" ctest --preset "$1" --parallel "$jobs" 2>&1 | tee "$logs/ctest-$1.log" |
        sed -E '/^ *Start +[0-9]+: /d; /^ *[0-9]+\/[0-9]+ Test +#.* Passed /d'
}

# run_half PRESET: builds and tests; sets `outcome`.
run_half() {
    local begin=$SECONDS
    prepare "$1"
    say "== $1: building build/$1 with $jobs jobs (log: $logs/build-$1.log)"
    outcome="the build FAILED"
    logged "configure-$1" cmake --preset "$1" "${options[@]}" || return
    logged "build-$1" "${wrapper[@]}" cmake --build --preset "$1" --parallel "$jobs" || return
    say "== $1: running the tests (log: $logs/ctest-$1.log)"
    outcome="tests FAILED"
    run_ctest "$1" || return
    outcome="passed in $(((SECONDS - begin) / 60)) min $(((SECONDS - begin) % 60)) s"
}

# Only told, never a failure: the answer depends on a tool that Debian 13 does not have.
check_format() {
    outcome="passed"
    if ! command -v clang-format-14 >/dev/null; then
        outcome="not checked (clang-format-14 is not installed)"
    elif ! "$root/tests/check-format.sh" >"$logs/format.log" 2>&1; then
        outcome="differs in $(sed -n 's/:.* error: .*//p' "$logs/format.log" | sort -u | wc -l) files ($logs/format.log)"
    fi
}

"$root/packaging/install-dependencies.sh" build test
require_writable_build
cd "$root"
jobs=$(job_count)
status=0
summary=()
for half in "${halves[@]}"; do
    run_half "$half" || status=1
    summary+=("$(printf '%-8s %s' "$half" "$outcome")")
done
check_format
summary+=("$(printf '%-8s %s' format "$outcome")")

say "== summary"
printf '%s\n' "${summary[@]}"
exit "$status"
