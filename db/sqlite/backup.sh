#!/usr/bin/env bash
# A copy of the portal's SQLite database, made while the portal runs:  backup.sh <portal.db> <new file>
# The copy is one file without a write-ahead log. It is checked before it gets its name, and nothing is ever overwritten.
set -euo pipefail
[ $# = 2 ] || { echo "usage: $0 <portal.db> <new file>" >&2; exit 2; }
database=$1 target=$2
command -v sqlite3 >/dev/null || { echo "sqlite3 is not installed." >&2; exit 1; }
[ -f "$database" ] || { echo "There is no database $database." >&2; exit 1; }
[ ! -e "$target" ] || { echo "$target is there already. Name another file." >&2; exit 1; }
mkdir -p "$(dirname "$target")"

part=$target.part.$$
trap 'rm -f "$part"' EXIT
umask 077 # it holds the audit trail
# One read transaction: the copy is the database of one moment, and writers do not wait for it.
sqlite3 -bail -cmd '.timeout 10000' "$database" "VACUUM INTO '${part//\'/\'\'}'"
check=$(sqlite3 -readonly "$part" 'PRAGMA integrity_check' 2>&1) || true
[ "$check" = ok ] || { echo "The copy is damaged: $check" >&2; exit 1; }
sync "$part"
mv -n "$part" "$target"
[ ! -e "$part" ] || { echo "$target appeared meanwhile. Name another file." >&2; exit 1; }
echo "$target: $(stat -c %s "$target") bytes, $(sqlite3 -readonly "$target" 'SELECT count(*) FROM AuditRows') audit rows"
