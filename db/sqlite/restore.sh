#!/usr/bin/env bash
# Brings a backup back:  restore.sh <backup> <portal.db>
# Run it as the portal's account, with the portal stopped. An existing database is never overwritten: move it away first, with its -wal and -shm.
set -euo pipefail
[ $# = 2 ] || { echo "usage: $0 <backup> <portal.db>" >&2; exit 2; }
backup=$1 database=$2
command -v sqlite3 >/dev/null || { echo "sqlite3 is not installed." >&2; exit 1; }
[ -f "$backup" ] || { echo "There is no backup $backup." >&2; exit 1; }
for file in "$database" "$database-wal" "$database-shm"; do
  [ ! -e "$file" ] || { echo "$file is there already. Stop the portal and move it away first." >&2; exit 1; }
done
mkdir -p "$(dirname "$database")"

part=$database.part.$$
trap 'rm -f "$part"' EXIT
cp "$backup" "$part"
check=$(sqlite3 -readonly "$part" 'PRAGMA integrity_check' 2>&1) || true
[ "$check" = ok ] || { echo "$backup is damaged: $check" >&2; exit 1; }
last=$(sqlite3 -readonly "$part" 'SELECT max(MigrationId) FROM __EFMigrationsHistory' 2>/dev/null) || { echo "$backup is no database of the portal." >&2; exit 1; }
sync "$part"
mv -n "$part" "$database"
[ ! -e "$part" ] || { echo "$database appeared meanwhile. Is the portal running?" >&2; exit 1; }
echo "$database is back, at migration $last. Start the portal: it applies newer ones by itself."
