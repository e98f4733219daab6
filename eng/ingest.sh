#!/usr/bin/env bash
# How long a folder of descriptors takes from the start of the process to ready and to visible, from a Release build of this checkout:
#   eng/ingest.sh FOLDER ENTITIES      once with an empty database, then again over what was stored; and one changed file
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(realpath "${1:?folder of descriptors}"); count=${2:?number of entities in it}
port=${PORT:-5096}; url=http://127.0.0.1:$port; work=$(mktemp -d); pid=; trap 'kill "$pid" 2>/dev/null || true; rm -rf "$work"' EXIT
dotnet build src/Portal -c Release -v q -nologo >/dev/null
now() { date +%s%N; }
pause() { read -rt "$1" <> <(:) || true; }
ask() { curl -sf -H "Authorization: Bearer measure" "$url/api/v1/$1"; }
memory() { awk '/VmRSS/ {r = $2} /VmHWM/ {h = $2} END {printf "%d MB resident, %d MB at most", r / 1024, h / 1024}' "/proc/$pid/status"; }
run() {
  local began ready; began=$(now)
  ASPNETCORE_ENVIRONMENT=Production Data__Directory=$work Bootstrap__AdminToken=measure Demo__Enabled=false Scaffolding__InCatalog=false Logging__LogLevel__Default=Warning \
    Catalog__Locations__0__Type=directory Catalog__Locations__0__Target=$folder Urls=$url dotnet src/Portal/bin/Release/net10.0/Portal.dll > "$work/log" 2>&1 & pid=$!
  until curl -sf -o /dev/null "$url/healthz/ready"; do pause 0.02; done
  ready=$((($(now) - began) / 1000000))
  until [ "$(ask 'entities?limit=1' | grep -o '"total":[0-9]*' | cut -d: -f2)" -ge "$count" ]; do pause 0.02; done
  echo "$1: ready after $ready ms, all $count visible after $((($(now) - began) / 1000000)) ms; $(memory)"
}
run "empty database"
pause "${SETTLE:-40}"
echo "at rest: $(memory)"
touched=$(find "$folder" -name '*.yaml' | sort | tail -1); before=$(mktemp); cp -p "$touched" "$before"; began=$(now)
printf -- '---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: measured-change}\nspec: {type: service, lifecycle: production, owner: measure}\n' >> "$touched"
until ask entities/component/default/measured-change >/dev/null; do pause 0.01; done
echo "one changed file: visible after $((($(now) - began) / 1000000)) ms"
cp -p "$before" "$touched"; pause 3
kill "$pid"; while kill -0 "$pid" 2>/dev/null; do pause 0.1; done
run "nothing changed"
pause "${SETTLE:-40}"
echo "at rest: $(memory)"
