import type { Ask } from './postgres-database.ts'
import { VaultRefused } from './vault.ts'

/** Rises when the schema changes; a database of another format is not opened. */
const FORMAT = '1'

/** Whoever makes a vault, or merges one into it, holds this: any number that nobody else in this database uses. */
const LOCK = 5_742_318_906

/**
 * A destroyed key stays as a tombstone, and nothing lifts it: the database itself refuses, in replication mode too. What a
 * destroyed key leaves in the table's pages is cleared at the next round of autovacuum (a minute, by default).
 */
const SCHEMA = `
  CREATE SCHEMA vault;

  CREATE TABLE vault.keys (
    kid         text PRIMARY KEY,
    subject     text NOT NULL,
    wrapped     bytea,
    epoch       integer NOT NULL,
    createdAt   text NOT NULL,
    destroyedAt text,
    CHECK ((wrapped IS NULL) = (destroyedAt IS NOT NULL))
  ) WITH (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);

  CREATE FUNCTION vault.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$;

  CREATE TRIGGER keys_stay_destroyed BEFORE UPDATE ON vault.keys FOR EACH ROW WHEN (OLD.destroyedAt IS NOT NULL)
  EXECUTE FUNCTION vault.refuse('a destroyed key stays destroyed');

  CREATE TRIGGER keys_are_not_removed BEFORE DELETE OR TRUNCATE ON vault.keys
  EXECUTE FUNCTION vault.refuse('keys are destroyed, never removed');

  ALTER TABLE vault.keys ENABLE ALWAYS TRIGGER keys_stay_destroyed;
  ALTER TABLE vault.keys ENABLE ALWAYS TRIGGER keys_are_not_removed;

  CREATE TABLE vault.secrets (name text PRIMARY KEY, wrapped bytea NOT NULL, epoch integer NOT NULL);
  CREATE TABLE vault.marks (name text PRIMARY KEY, value text NOT NULL);
  INSERT INTO vault.marks (name, value) VALUES ('format', '${FORMAT}');
`

/** Until the end of the transaction. */
export async function lockVault(ask: Ask): Promise<void> {
  await ask('SELECT pg_advisory_xact_lock($1)', [LOCK])
}

/** An empty vault, in a database that holds nothing: see `holdsVault`. */
export async function makeVault(ask: Ask): Promise<void> {
  await ask(SCHEMA)
}

/**
 * @returns false when the database holds no table at all
 * @throws VaultRefused when it holds something else: a vault has a database of its own
 */
export async function holdsVault(ask: Ask): Promise<boolean> {
  const tables = await ask(`
    SELECT n.nspname || '.' || c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  `)
  if (tables.length === 0) return false
  const names = tables.map(({ name }) => name)
  const ours = ['vault.keys', 'vault.marks', 'vault.secrets'].every((name) => names.includes(name))
  if (!ours || (await readMarks(ask)).get('format') !== FORMAT) throw new VaultRefused('vault-foreign')
  return true
}

export async function readMarks(ask: Ask): Promise<ReadonlyMap<string, string>> {
  const marks = await ask('SELECT * FROM vault.marks')
  return new Map(marks.map(({ name, value }) => [String(name), String(value)]))
}
