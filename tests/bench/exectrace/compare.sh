#!/usr/bin/env bash
# Reads the same traces with Go's own reader and with ours, in turn, RUNS times (default 5), and prints the
# medians and their ratio. Our reader is run merely iterating, with one thread and with two, and building the
# model as well.
#   GO=/usr/lib/go-1.27/bin/go compare.sh BUILD_DIR [TRACE…]
# Without a trace one of 10 million events is generated in a temporary folder.
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,6p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
export GO=${GO:-go}
bench=$(realpath "$1")/bin/exectrace_bench
shift
[ -x "$bench" ] || { echo "compare.sh: no $bench; build it with -DRT0SCOPE_BENCH=ON -DCMAKE_BUILD_TYPE=Release" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$here/buildgoreader.sh" "$work/goreader"
if [ $# -eq 0 ]; then
  GOFLAGS=-mod=mod GOWORK=off "$GO" build -o "$work/generate" "$here/generate/main.go"
  "$work/generate" -events 10000000 -o "$work/10m.trace"
  set -- "$work/10m.trace"
fi

for trace; do
  : > "$work/go.json"
  for ((run = 0; run < ${RUNS:-5}; run++)); do
    "$work/goreader" "$trace" >> "$work/go.json"
    RT0SCOPE_TRACE=$trace "$bench" --benchmark_min_time=0 --benchmark_format=json > "$work/ours.$run.json" 2> /dev/null
  done
  python3 "$here/ratio.py" "$work/go.json" "$work"/ours.*.json
  rm -f "$work"/ours.*.json
done
