import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import { storeContract } from './contract.ts'

const folder = mkdtempSync(join(tmpdir(), 'kinward-store-'))
t.teardown(() => rmSync(folder, { recursive: true }))

storeContract('SQLite', async () => openSqliteStore(join(folder, 'contract.db')))
