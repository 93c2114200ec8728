#!/usr/bin/env python3
"""Copies traces with their reference results, reduced to what the conformance test compares.

    reduce.py COLLECTION

COLLECTION has the folders v1, v2, v2-text, fuzz-go, fuzz-gotraceui, real and torn; beside NAME lies NAME.json, the
summary that Go's own reader (internal/trace of Go 1.27) made of it. ../README.md tells what the traces are.
Writes the traces into folders of the same names here (large ones of which another of the same kind is there into
further.zip), and the references into references.jsonl, a line each.
"""
import json
import pathlib
import re
import shutil
import sys
import zipfile

FOLDERS = ["v1", "v2", "v2-text", "fuzz-go", "fuzz-gotraceui", "real", "torn"]
# Large ones of which another of the same kind is taken.
PACKED = re.compile(
    r"v1/(stress_1_(10|7|9)_good|http_1_5_good)"
    r"|real/go\d+-(multigen(-killed)?|allocfree|std-with-flight)\.trace"
    r"|real/go12[2-6]-startup-procs1\.trace|real/go12[34]-startup-raw\.trace|real/go12[46]-startup-cpu\.trace"
    r"|real/go119-startup-(std|raw)\.trace"
    r"|torn/v\d+-bitflip-0[0246]\.trace|torn/v(19|25|26)-bitflip-0[135]\.trace|torn/v23-bitflip-05\.trace"
    r"|torn/v(22|25|26)-(zeros-appended|no-sync|gen-missing)\.trace"
    r"|torn/v(23|25)-(junk-appended|batch-too-large|missing-event-batch|batches-reversed-in-gen|no-strings)\.trace"
    r"|torn/v(22|25|26)-(two-syncs|unknown-event-in-batch)\.trace"
    r"|torn/v(19|22|23|26)-cut-(99|last-byte|at-batch-boundary)\.trace")
TAKEN = re.compile(
    r"real/go127-multigen\.trace|real/go125-allocfree\.trace|torn/v(19|21)-bitflip-0[04]\.trace"
    r"|torn/v23-bitflip-04\.trace|torn/v26-cut-last-byte\.trace|torn/v22-cut-at-batch-boundary\.trace")

KEYS = ["ok", "version", "events", "events_at_last_sync", "kinds", "wire_of_events", "first_ts", "last_ts",
        "last_ts_with_sync", "goroutines", "procs", "threads", "ranges", "tasks", "regions", "logs", "labels",
        "metrics", "cpu_samples", "stacks", "syncs", "size"]
MAX_ITEMS = 20


def reduced(name, reference):
    result = {"trace": name}
    unstable = reference.get("unstable_keys", [])
    result.update({key: reference[key] for key in KEYS if key not in unstable})
    if "error" in reference:
        result["error"] = reference["error"]
    goroutines = result.get("goroutines", {})
    goroutines.pop("hash", None)
    ranges = result.get("ranges", {})
    ranges.pop("listed_all", None)
    ranges["list"] = ranges.get("list") or []
    if len(goroutines.get("list", [])) > MAX_ITEMS:
        goroutines.pop("list")
    # Go's reader orders equal times of v1 by chance.
    if len(ranges["list"]) > MAX_ITEMS or reference["version"] < 22:
        ranges.pop("list")
    result["syncs"] = result["syncs"] or []
    return result


def main():
    source = pathlib.Path(sys.argv[1])
    here = pathlib.Path(__file__).parent
    lines = []
    further = zipfile.ZipFile(here / "further.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9)
    for folder in FOLDERS:
        (here / folder).mkdir(exist_ok=True)
        for path in sorted((source / folder).iterdir()):
            name = f"{folder}/{path.name}"
            if path.suffix == ".json":
                continue
            if PACKED.match(name) and not TAKEN.match(name):
                further.writestr(zipfile.ZipInfo(name), path.read_bytes(), zipfile.ZIP_DEFLATED, 9)
            else:
                shutil.copyfile(path, here / folder / path.name)
            reference = path.with_name(path.name + ".json")
            if reference.exists():
                lines.append(json.dumps(reduced(name, json.loads(reference.read_text())), sort_keys=True,
                                        ensure_ascii=False, separators=(",", ":")))
    further.close()
    (here / "references.jsonl").write_text("\n".join(lines) + "\n")


main()
