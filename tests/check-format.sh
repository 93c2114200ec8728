#!/usr/bin/env bash
# Usage: tests/check-format.sh
#
# Checks that clang-format 14, Debian 12's, would change no source file. Other versions format
# differently, so they are no judge. Exit codes: 0 all formatted, 1 some are not.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

find app core tests ui \( -name '*.cpp' -o -name '*.h' \) -print0 |
    xargs -0 clang-format-14 --dry-run -Werror
