#!/usr/bin/env bash
# Adds a migration for both providers and writes the SQL Server script anew:  eng/migrations.sh <Name>
# While nothing is released, `eng/migrations.sh --reset` replaces all migrations by one named Initial.
set -euo pipefail
cd "$(dirname "$0")/.."
name=${1:?name of the migration, or --reset}
dotnet tool restore >/dev/null
folder=src/Infrastructure/Persistence/Migrations
if [ "$name" = --reset ]; then rm -rf "$folder"; name=Initial; fi
dotnet build src/Infrastructure -v q -nologo
for provider in Sqlite SqlServer; do
  dotnet ef migrations add "$name" --no-build --project src/Infrastructure --context "${provider}PortalDbContext" --output-dir "Persistence/Migrations/$provider"
done
dotnet build src/Infrastructure -v q -nologo
mkdir -p db/sqlserver
dotnet ef migrations script --no-build --idempotent --project src/Infrastructure --context SqlServerPortalDbContext --output db/sqlserver/schema.sql
