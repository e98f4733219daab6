#!/usr/bin/env bash
# The figures of docs/measurements.md, from a Release build of this checkout: eng/measure.sh
# Start to first answer (five starts), resident memory after a minute of idling, and the warm pages' time at the server.
set -euo pipefail
cd "$(dirname "$0")/.."
port=${PORT:-5095}; url=http://localhost:$port; work=$(mktemp -d); trap 'kill "$pid" 2>/dev/null || true; rm -rf "$work"' EXIT
median() { sort -n | awk '{v[NR]=$1} END {print v[int((NR+1)/2)]}'; }
dotnet build src/Portal -c Release -v q -nologo >/dev/null
start() {
  local began; began=$(date +%s%N)
  Data__Directory=$work/data Urls=$url dotnet run --no-build -c Release --project src/Portal >"$work/log" 2>&1 & runner=$!
  until curl -sf -o /dev/null "$url/sign-in"; do read -rt 0.02 <> <(:) || true; done
  echo $((($(date +%s%N) - began) / 1000000))
}
stop() { kill -- "$pid" 2>/dev/null || true; while kill -0 "$pid" 2>/dev/null; do read -rt 0.1 <> <(:) || true; done; }
listener() { ss -ltnp "sport = :$port" | grep -o 'pid=[0-9]*' | head -1 | cut -d= -f2; }
for n in 1 2 3 4 5; do start >> "$work/starts"; pid=$(listener); [ "$n" = 5 ] || stop; done
echo "start to first answered request, ms (first is a fresh database): $(tr '\n' ' ' < "$work/starts") median $(median < "$work/starts")"
until curl -sf -o /dev/null "$url/healthz/ready"; do read -rt 0.2 <> <(:) || true; done
read -rt 60 <> <(:) || true
echo "idle memory after 60 s: $(awk '/VmRSS/ {printf "%.0f MB", $2/1024}' "/proc/$pid/status") resident, $(awk '/RssAnon/ {printf "%.0f MB", $2/1024}' "/proc/$pid/status") of it not shared files"
curl -s -c "$work/jar" "$url/sign-in" > "$work/form"
token=$(grep -o 'name="__RequestVerificationToken" type="hidden" value="[^"]*"' "$work/form" | head -1 | sed 's/.*value="//; s/"$//')
curl -s -o /dev/null -b "$work/jar" -c "$work/jar" --data-urlencode "__RequestVerificationToken=$token" --data-urlencode "user=user:default/ines.rocha" "$url/sign-in"
for page in / /start /catalog /catalog/component/default/billing-worker /deployments "/who-owns?q=billing-worker" "/graph?focus=component:default/billing-worker" /create; do
  for n in $(seq 30); do curl -s -o /dev/null -b "$work/jar" -w '%{time_starttransfer}\n' "$url$page"; done > "$work/times"
  size=$(curl -s -b "$work/jar" "$url$page" | wc -c)
  echo "$page: first $(awk 'NR==1 {printf "%.0f", $1*1000}' "$work/times") ms, median of 30 $(median < "$work/times" | awk '{printf "%.1f", $1*1000}') ms, $((size / 1024)) KB"
done
