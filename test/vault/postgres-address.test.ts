import t from 'tap'
import { readVaultAddress, VaultAddressRefused } from '../../src/vault/postgres-address.ts'

const plain = { host: '127.0.0.1', port: 5432, database: 'kinward_vault', user: 'kinward' }
const read = (url: string, password?: string): unknown =>
  readVaultAddress(url, password === undefined ? {} : { password })

t.test('an address in its parts', async (t) => {
  t.strictSame(read('postgres://kinward@127.0.0.1/kinward_vault'), plain)
  t.strictSame(read('postgresql://kinward@127.0.0.1:6543/kinward_vault'), { ...plain, port: 6543 })
  t.strictSame(read('postgres://kinward@[::1]:5432/kinward_vault'), { ...plain, host: '::1' })
  t.strictSame(read('postgres://kinward@localhost/kinward_vault', 'a word, with : @ / ?'), {
    ...plain,
    host: 'localhost',
    password: 'a word, with : @ / ?',
  })
})

t.test('off loopback the server proves who it is, and nothing turns that off', async (t) => {
  const host = 'vault.example.org'
  t.strictSame(read(`postgres://kinward@${host}/kinward_vault`), { ...plain, host, tls: {} })
  t.strictSame(read(`postgres://kinward@${host}/kinward_vault?sslmode=verify-full`), { ...plain, host, tls: {} })
  t.strictSame(read(`postgres://kinward@${host}/kinward_vault?sslrootcert=/run/secrets/ca.pem`), {
    ...plain,
    host,
    tls: { rootCert: '/run/secrets/ca.pem' },
  })
  for (const far of [
    host,
    '10.0.0.1',
    '127.0.0.1.example.org',
    'localhost.',
    '0x7f000001',
    '[::2]',
    '[::ffff:10.0.0.1]',
  ])
    t.throws(
      () => read(`postgres://kinward@${far}/kinward_vault?sslmode=disable`),
      { code: 'vault-address-refused' },
      far,
    )
  for (const mode of ['require', 'prefer', 'allow', 'verify-ca', 'no-verify', 'Disable', ''])
    t.throws(
      () => read(`postgres://kinward@${host}/kinward_vault?sslmode=${mode}`),
      { code: 'vault-address-refused' },
      mode,
    )
})

t.test('on loopback TLS is left out unless it is asked for', async (t) => {
  const url = 'postgres://kinward@127.0.0.1/kinward_vault'
  t.strictSame(read(`${url}?sslmode=disable`), plain)
  t.strictSame(read(`${url}?sslmode=verify-full`), { ...plain, tls: {} })
  t.strictSame(read(`${url}?sslrootcert=ca.pem`), { ...plain, tls: { rootCert: 'ca.pem' } })
  t.throws(() => read(`${url}?sslmode=disable&sslrootcert=ca.pem`), { message: /without TLS/ })
})

t.test('nothing else is an address, and what is said repeats no value', async (t) => {
  const refused = {
    '': /form/,
    'kinward@127.0.0.1/secret': /form/,
    'mysql://kinward@127.0.0.1/secret': /scheme/,
    'http://kinward@127.0.0.1/secret': /scheme/,
    'postgres://127.0.0.1/secret': /form/,
    'postgres://@127.0.0.1/secret': /user/,
    'postgres://se%63ret@127.0.0.1/secret': /user/,
    'postgres://kinward:secret@127.0.0.1/secret': /password comes from a file/,
    'postgres://kinward:@127.0.0.1/secret': /password comes from a file/,
    'postgres://kinward@/secret': /host/,
    'postgres://kinward@secret,127.0.0.1/secret': /host/,
    'postgres://kinward@[secret]/secret': /host/,
    'postgres://kinward@127.0.0.1:0/secret': /port/,
    'postgres://kinward@127.0.0.1:65536/secret': /port/,
    'postgres://kinward@127.0.0.1:/secret': /port/,
    'postgres://kinward@127.0.0.1': /form/,
    'postgres://kinward@127.0.0.1/': /database/,
    'postgres://kinward@127.0.0.1/secret/more': /form/,
    'postgres://kinward@127.0.0.1/secret#secret': /form/,
    'postgres://kinward@127.0.0.1/secret ': /database/,
    ' postgres://kinward@127.0.0.1/secret': /form/,
    'postgres://kinward@127.0.0.1/secret\n': /database|form/,
    'postgres://kinward@127.0.0.1/secret?password=secret': /only sslmode and sslrootcert/,
    'postgres://kinward@127.0.0.1/secret?host=secret': /only sslmode and sslrootcert/,
    'postgres://kinward@127.0.0.1/secret?__proto__=secret': /only sslmode and sslrootcert/,
    'postgres://kinward@127.0.0.1/secret?options=-csecret': /only sslmode and sslrootcert/,
    'postgres://kinward@127.0.0.1/secret?sslmode=verify-full&sslmode=disable': /twice/,
    'postgres://kinward@127.0.0.1/secret?sslmode': /query/,
    'postgres://kinward@127.0.0.1/secret?sslrootcert=%2fsecret': /sslrootcert/,
    'postgres://kinward@127.0.0.1/secret?sslrootcert=': /sslrootcert/,
  }
  for (const [url, why] of Object.entries(refused)) {
    try {
      t.fail(`${url} was read: ${JSON.stringify(read(url))}`)
    } catch (error) {
      if (!(error instanceof VaultAddressRefused)) throw error
      t.equal(error.code, 'vault-address-refused')
      t.match(error.message, why, url)
      t.notMatch(error.message, /secret/, url)
    }
  }
  for (const password of ['', 'secret\n', 'sec\u0000ret'])
    t.throws(() => read('postgres://kinward@127.0.0.1/vault', password), { message: /^((?!secret).)*not one line$/ })
})
