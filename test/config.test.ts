import { join } from 'node:path'
import t from 'tap'
import { ConfigError, readConfig } from '../src/config.ts'

t.test('store and vault: embedded, or servers whose passwords come from files', (t) => {
  t.match(readConfig({}), { store: 'embedded', vault: 'embedded' })
  const folder = t.testdir({ store: 'one\n', vault: 'two\nand more', empty: '\n' })
  const file = (name: string): string => join(folder, name)
  t.match(
    readConfig({
      KINWARD_DATA: folder,
      KINWARD_STORE: 'esdb://kinward@a.example,b.example',
      KINWARD_STORE_PASSWORD_FILE: file('store'),
      KINWARD_VAULT: 'postgres://kinward@v.example/kinward_vault',
      KINWARD_VAULT_PASSWORD_FILE: file('vault'),
    }),
    {
      store: { credentials: { username: 'kinward', password: 'one' } },
      vault: { address: { host: 'v.example', password: 'two' }, masterKeyFile: file('master.key') },
    },
  )
  for (const [name, environment] of Object.entries({
    'a password without a store': { KINWARD_STORE_PASSWORD_FILE: file('store') },
    'a password without a vault': { KINWARD_VAULT_PASSWORD_FILE: file('vault') },
    'a master key without a vault': { KINWARD_MASTER_KEY_FILE: file('store') },
    'no such file': { KINWARD_STORE: 'esdb://k@a.example', KINWARD_STORE_PASSWORD_FILE: file('Fictional') },
    'an empty file': { KINWARD_STORE: 'esdb://k@a.example', KINWARD_STORE_PASSWORD_FILE: file('empty') },
    'no address of a store': { KINWARD_STORE: 'https://Fictional.example' },
    'no address of a vault': { KINWARD_VAULT: 'postgres://Fictional:Fictional@v.example/vault' },
    'a store in clear': { KINWARD_STORE: 'esdb://a.example?tls=false' },
  })) {
    try {
      readConfig(environment)
      t.fail(name)
    } catch (error) {
      t.ok(error instanceof ConfigError, name)
      t.match(String(error), /KINWARD_(STORE|VAULT|MASTER)/)
      t.notMatch(String(error), /Fictional|example/)
    }
  }
  t.end()
})
