#!/usr/bin/env bash
# Builds goreader with the toolchain GO (default: go) without touching it: the overlay places the source inside
# GOROOT, where internal/trace may be imported.
#   buildgoreader.sh OUTPUT
set -euo pipefail
[ $# -eq 1 ] || { sed -n '2,4p' "$0" >&2; exit 2; }
go=${GO:-go}
here=$(cd "$(dirname "$0")" && pwd)
output=$(realpath -m "$1")
goroot=$("$go" env GOROOT)
overlay=$(mktemp)
trap 'rm -f "$overlay"' EXIT
printf '{"Replace": {"%s/src/internal/rt0scopegoreader/main.go": "%s/goreader/main.go"}}\n' "$goroot" "$here" > "$overlay"
cd "$goroot/src"
GOFLAGS=-mod=mod GOWORK=off "$go" build -overlay "$overlay" -o "$output" internal/rt0scopegoreader
