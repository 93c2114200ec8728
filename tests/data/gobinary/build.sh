#!/usr/bin/env bash
# Usage: build.sh GO OUTPUT_DIR
#
# Builds the program in source/ in the ways that a reader of Go binaries must know, and writes what the
# tests compare with: what each program prints of its inits (NAME.inittrace), the symbols that nm sees
# (NAME.nm), the import graph (deps.json) and Go's own version (version). Needs no network. Exit code: not 0 when a build fails.
set -euo pipefail
go=$1 output=$2
cd "$(dirname "${BASH_SOURCE[0]}")/source"
export GOPROXY=off GOFLAGS=-mod=mod GOTOOLCHAIN=local GOENV=off GOWORK=off GO111MODULE=on GOOS=linux GOARCH=amd64
export GOCACHE=$output/cache GOPATH=$output/path
mkdir -p "$output"

build() { # NAME ARGUMENTS…
  "$go" build -buildvcs=false -o "$output/$1" "${@:2}" .
  if [ "$GOARCH" = amd64 ] && [ "$(uname -m)" = x86_64 ]; then
    GODEBUG=inittrace=1 "$output/$1" 2> "$output/$1.inittrace"
  fi
}

"$go" env GOVERSION > "$output/version"
CGO_ENABLED=0 "$go" list -deps -json . > "$output/deps.json"
export CGO_ENABLED=0
build static
build static-sw -ldflags="-s -w"
build pie -buildmode=pie
GOARCH=arm64 build arm64
strip -o "$output/static-strip" "$output/static"
cp "$output/static.inittrace" "$output/static-strip.inittrace"
nm "$output/static" > "$output/static.nm"
export CGO_ENABLED=1
build cgo -tags usecgo
# Without section names and symbols that would help.
build cgo-pie-sw -tags usecgo -buildmode=pie -ldflags="-linkmode=external -s -w"
nm "$output/cgo" > "$output/cgo.nm"
