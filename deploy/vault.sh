#!/bin/sh
# Run once by PostgreSQL's image when it makes the database, after src/vault/setup.sql.
set -eu

# Without a terminal psql asks here, twice, and sends only what SCRAM makes of it.
password=$(cat "$VAULT_PASSWORD_FILE")
printf '%s\n%s\n' "$password" "$password" |
  setsid -w psql --no-psqlrc -v ON_ERROR_STOP=1 -U postgres -d postgres -c '\password kinward' >/dev/null

# Nobody but the nodes, by TLS and with their password; the superuser inside this container alone.
cat >"$PGDATA/pg_hba.conf" <<'end'
local   all            postgres      peer
hostssl kinward_vault  kinward  all  scram-sha-256
end
