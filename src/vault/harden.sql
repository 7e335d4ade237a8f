-- Run as a superuser, with psql, once the first node has made the vault (setup.sql goes before). It takes the tables from
-- the nodes' role, which keeps what it uses: it can neither drop the triggers that guard tombstones, nor remove anything.
\connect kinward_vault
BEGIN;
ALTER SCHEMA vault OWNER TO CURRENT_USER;
ALTER TABLE vault.keys OWNER TO CURRENT_USER;
ALTER TABLE vault.secrets OWNER TO CURRENT_USER;
ALTER TABLE vault.marks OWNER TO CURRENT_USER;
ALTER FUNCTION vault.refuse OWNER TO CURRENT_USER;
GRANT USAGE ON SCHEMA vault TO kinward;
GRANT SELECT ON vault.keys, vault.secrets, vault.marks TO kinward;
GRANT INSERT, UPDATE (wrapped, destroyedAt) ON vault.keys TO kinward;
GRANT INSERT, UPDATE (value) ON vault.marks TO kinward;
REVOKE CREATE ON DATABASE kinward_vault FROM kinward;
COMMIT;
