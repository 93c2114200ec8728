#!/usr/bin/env bash
# Makes the pictures of README.md from real data: starts the program in a virtual display, one picture per view.
#   packaging/screenshots.sh [OUT_DIR]      (default resources/screenshots)
# Needs xvfb, xdotool, imagemagick, openbox, and the program built (packaging/run.sh).
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-resources/screenshots}
program=build/release/bin/rt0scope
for tool in Xvfb xdotool import openbox; do
    command -v "$tool" > /dev/null || { echo "screenshots: $tool is missing (apt install xvfb xdotool imagemagick openbox)" >&2; exit 1; }
done
[ -x "$program" ] || { echo "screenshots: build the program first: packaging/run.sh" >&2; exit 1; }
mkdir -p "$out"
work=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2> /dev/null || true; rm -rf "$work"' EXIT

# shot NAME WIDTHxHEIGHT THEME FILES KEYS…   THEME: 1 light, 2 dark (the program's own settings file)
shot() {
    local name=$1 size=$2 theme=$3 files=$4
    shift 4
    export XDG_CONFIG_HOME=$work/$name XDG_RUNTIME_DIR=$work
    mkdir -p "$XDG_CONFIG_HOME/rt0scope"
    printf '[General]\ntheme=%s\n' "$theme" > "$XDG_CONFIG_HOME/rt0scope/rt0scope.conf"
    Xvfb -displayfd 3 -screen 0 "${size}x24" 3> "$work/display" 2> /dev/null &
    local xvfb=$!
    pids+=("$xvfb")
    until [ -s "$work/display" ]; do sleep 0.1; done
    DISPLAY=:$(cat "$work/display")
    export DISPLAY
    openbox 2> /dev/null &
    pids+=($!)
    # shellcheck disable=SC2086  # several files
    "$program" $files 2> /dev/null &
    local app=$!
    pids+=("$app")
    local window
    until window=$(xdotool search --onlyvisible --name rt0scope 2> /dev/null | head -n 1) && [ -n "$window" ]; do sleep 0.2; done
    xdotool windowsize "$window" "${size%x*}" "${size#*x}" windowmove "$window" 0 0
    sleep 2
    for keys; do
        xdotool key "$keys"
        sleep 0.5
    done
    import -window root "$out/$name.png"
    kill "$app" "$xvfb"
    wait "$app" "$xvfb" 2> /dev/null || true
    rm -f "$work/display"
    echo "$out/$name.png"
}

kubectl=resources/samples/kubectl-1.36.4.log
server=tests/data/startup-pair/go127
shot overview 1280x800 1 "$kubectl"
shot timeline 1280x800 2 "$kubectl" ctrl+2 period ctrl+p k u b e c t l slash p k g slash c m d slash o p t i o n s Return
shot trace 1280x900 1 "$server/server.trace $server/server.log" ctrl+2
shot graph 1280x800 1 "$server/server.log tests/data/golist/startup-pair.go127.json" ctrl+3
shot gc 1280x800 2 tests/data/logs/kubectl-1.36.4.gc.log ctrl+6
shot compare 1280x800 1 "--compare tests/data/logs/kubectl-1.32.3.gc.log tests/data/logs/kubectl-1.36.4.gc.log"
shot profile 1280x800 1 tests/data/pprof/sample.cpu.pb.gz ctrl+5
