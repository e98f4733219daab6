#!/usr/bin/env bash
# Requests per second of every catalog read beside bare Kestrel: eng/load.sh FOLDER [seconds] [uncached] [only=NAME]
# FOLDER holds descriptors; or give a program that makes them as GENERATE, which gets the folder as its last argument:
#   GENERATE="python3 gen_catalog.py --n 10000 --seed 1 --out" eng/load.sh "$(mktemp -d)"
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(realpath "${1:?folder of descriptors}"); shift
if [ -n "${GENERATE:-}" ]; then $GENERATE "$folder"; fi
dotnet build tests/Benchmarks -c Release -v q -nologo >/dev/null
exec dotnet run --no-build -c Release --project tests/Benchmarks -- load "$folder" "$@"
