#!/usr/bin/env bash
# Usage: packaging/install-dependencies.sh [GROUP…]
#
# Installs what is missing of the Debian packages that packaging/debian-packages.txt lists under
# the given groups (build, test, fuzz; default: build). Needs root or sudo, and the network, only
# if something is missing. Exit codes: 0 all there, 1 something is missing, 2 bad usage.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
list=$root/packaging/debian-packages.txt

case ${1-} in -h | --help)
    print_help "${BASH_SOURCE[0]}"
    exit 0
    ;;
esac
(($# > 0)) || set -- build

# The lines of a group, without comments: "name" or "name | name".
listed() {
    awk -v group="[$1]" '{ sub(/#.*/, ""); gsub(/[ \t]+/, " "); sub(/^ /, ""); sub(/ $/, "") }
        /^\[/ { inside = $0 == group; next }
        inside && $0 != "" { print }' "$list"
}

wanted=()
for group; do
    mapfile -t lines < <(listed "$group")
    if ((${#lines[@]} == 0)); then
        printf '%s\n' "$list has no group '$group'" >&2
        exit 2
    fi
    wanted+=("${lines[@]}")
done

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    die "This is not a Debian system, so nothing is installed here. rt0scope needs the counterparts of:" \
        "  ${wanted[*]}" \
        "With them: cmake --preset release && cmake --build --preset release"
fi

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }
in_archive() { [ -n "$(apt-cache show --no-all-versions "$1" 2>/dev/null)" ]; }

# The package that stands for a line: the first that is installed or could be, else the last.
choose() {
    local alternatives name
    IFS='|' read -ra alternatives <<<"${1// /}"
    for name in "${alternatives[@]}"; do
        if installed "$name" || in_archive "$name"; then
            break
        fi
    done
    printf '%s\n' "$name"
}

find_missing() {
    local line name
    missing=()
    for line in "${wanted[@]}"; do
        name=$(choose "$line")
        installed "$name" || missing+=("$name")
    done
}

find_missing
((${#missing[@]} > 0)) || exit 0

refuse() {
    die "$1 These Debian packages are missing:" \
        "  ${missing[*]}" \
        "Run this as root, then try again:" \
        "  apt-get update && apt-get install --no-install-recommends ${missing[*]}"
}

as_root=()
if ((EUID != 0)); then
    command -v sudo >/dev/null || refuse "Only root can install packages, and there is no sudo here."
    as_root=(sudo)
    # Without a terminal sudo could only wait for a password that nobody can type.
    [ -t 0 ] || as_root+=(-n)
    say "Installing packages needs root: sudo may ask for your password."
    "${as_root[@]}" true || refuse "sudo did not allow it."
fi

apt_get() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 apt-get -q -y \
        -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@" </dev/null
}

failed() {
    # shellcheck disable=SC1091
    release=$(. /etc/os-release 2>/dev/null && printf '%s' "${PRETTY_NAME-}")
    die "The packages could not be installed: ${missing[*]}" \
        "Check that:" \
        "  - this is Debian 12 or newer (here: ${release:-unknown});" \
        "  - the network and, where there is one, apt's proxy work: apt-get update;" \
        "  - the apt sources name this release's main section: /etc/apt/sources.list, /etc/apt/sources.list.d/;" \
        "  - there is about 1 GB of space left in /usr and /var: df -h /usr /var;" \
        "  - no earlier installation was interrupted: dpkg --configure -a"
}

require_writable_build
say "Asking apt for package lists (log: $logs/apt-update.log)"
logged apt-update apt_get update || failed
find_missing # which of two alternatives the release has, is known only now
say "Installing ${#missing[@]} packages and what they need (log: $logs/apt-install.log): ${missing[*]}"
logged apt-install apt_get install --no-install-recommends "${missing[@]}" || failed
