"""Prints the medians of compare.sh's runs: ratio.py GO_RUNS OURS…"""

import json
import os
import statistics
import sys


def main() -> None:
    with open(sys.argv[1], encoding="utf-8") as runs:
        go = [json.loads(line) for line in runs]
    ours: dict[str, list[dict]] = {}
    for path in sys.argv[2:]:
        with open(path, encoding="utf-8") as run:
            for benchmark in json.load(run)["benchmarks"]:
                ours.setdefault(benchmark["name"].removesuffix("/real_time"), []).append(benchmark)

    size = os.path.getsize(go[0]["file"])
    events = go[0]["events"]
    rate = statistics.median(run["events"] / run["seconds"] for run in go)
    print(f"{go[0]['file']}: {events} events, {size / max(events, 1):.2f} bytes an event, {len(go)} runs")
    print(f"{'':24}{'events/s':>14}{'of Go':>8}{'peak B/event':>14}")
    # Go's reader does not map the file: its whole memory counts.
    peak = max(run["peak_rss_bytes"] for run in go) / max(events, 1)
    print(f"{'Go':24}{rate:14,.0f}{1:7.2f}×{peak:14.1f}")
    for name, runs in ours.items():
        mine = statistics.median(run["events/s"] for run in runs)
        peak = max(run["peak_B/event"] for run in runs)
        print(f"{name:24}{mine:14,.0f}{mine / rate:7.2f}×{peak:14.1f}")


main()
