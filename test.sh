#!/usr/bin/env bash
# Runs everything there is to run and ends with one line: N passed, N failed[, N skipped].
# Needs the .NET 10 SDK, Node 20 and git; installs Chromium with apt where it is missing and it may.
#   ./test.sh                    all test projects
#   ./test.sh Application.Tests  only those named
set -uo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=${CI:+1}

chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
if ! chromium >/dev/null && command -v apt-get >/dev/null; then
  as_root=""; [ "$(id -u)" = 0 ] || as_root="sudo -n"
  echo "Installing Chromium for the browser tests"
  { $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends chromium fonts-liberation; } >/dev/null 2>&1 \
    || echo "Chromium could not be installed: the browser tests will be skipped. Install it and run again." >&2
fi
if path=$(chromium); then export PORTAL_TEST_CHROMIUM=$path; fi

dotnet build Portal.sln --nologo -v quiet || { echo "The build failed."; echo "0 passed, 1 failed"; exit 1; }

projects=("$@")
[ ${#projects[@]} -gt 0 ] || projects=(Architecture.Tests Application.Tests Infrastructure.Tests Portal.Tests Browser.Tests)
results=$(mktemp -d); passed=0; failed=0; skipped=0
for project in "${projects[@]}"; do
  echo "== $project"
  dotnet test "tests/$project" --no-build --nologo --logger "trx;LogFileName=$results/$project.trx" --blame-hang-timeout 8m > "$results/$project.log" 2>&1
  code=$?
  grep -E '^\s*(Failed|Skipped) |\[(FAIL|SKIP)\]|Assert\.|Exception' "$results/$project.log" | head -80
  # What each failed test says, on one line behind its name.
  awk '/^ *Failed / { name = $2 } /^ *Error Message:/ { getline; print "Failed: " name ": " $0 }' "$results/$project.log" | cut -c1-600
  tail -n 2 "$results/$project.log"
  counters=$(grep -o '<Counters [^>]*' "$results/$project.trx" 2>/dev/null | head -1)
  count() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<< "$counters"; }
  if [ -z "$counters" ]; then failed=$((failed + 1)); tail -n 40 "$results/$project.log"; continue; fi
  total=$(count total); executed=$(count executed); p=$(count passed); f=$(count failed)
  passed=$((passed + p)); failed=$((failed + f)); skipped=$((skipped + total - executed))
  # A crash or a hang after the last counted test is a failure too.
  if [ "$code" -ne 0 ] && [ "$f" -eq 0 ]; then failed=$((failed + 1)); tail -n 40 "$results/$project.log"; fi
done
rm -rf "$results"
if [ "$skipped" -gt 0 ]; then echo "$passed passed, $failed failed, $skipped skipped"; else echo "$passed passed, $failed failed"; fi
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
