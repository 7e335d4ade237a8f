import t from 'tap'
import { AddressRefused, readEventStoreAddress } from '../../src/store/eventstoredb-address.ts'

t.test('every part of an address is read', (t) => {
  t.strictSame(readEventStoreAddress('esdb://127.0.0.1?tls=false'), {
    discover: false,
    hosts: [{ address: '127.0.0.1', port: 2113 }],
    tls: false,
    discovery: {},
    keepAlive: {},
  })
  t.strictSame(
    readEventStoreAddress(
      'esdb://kinward@a.example:2111,b.example:2112,c.example/?tlsCAFile=%2Fcerts%2Fca.crt&nodePreference=leader&gossipTimeout=5&keepAliveInterval=10000',
      { password: 'long and of our own: @/?' },
    ),
    {
      discover: false,
      hosts: [
        { address: 'a.example', port: 2111 },
        { address: 'b.example', port: 2112 },
        { address: 'c.example', port: 2113 },
      ],
      tls: { caFile: '/certs/ca.crt' },
      credentials: { username: 'kinward', password: 'long and of our own: @/?' },
      discovery: { gossipTimeout: 5 },
      keepAlive: { keepAliveInterval: 10_000 },
    },
  )
  t.match(readEventStoreAddress('esdb+discover://nodes.example'), { discover: true, tls: {} })
  t.end()
})

t.test('what would be ignored, is unsafe or cannot be told apart is refused, and no value is repeated', (t) => {
  const password = 'Fictional-Secret-1'
  for (const [url, given, why] of [
    ['http://a.example', undefined, /of the form/],
    ['kurrentdb://a.example', undefined, /of the form/],
    ['esdb://a.example/#x', undefined, /of the form|host:port/],
    ['esdb://', undefined, /of the form/],
    ['esdb://a.example:0', undefined, /host:port/],
    ['esdb://a.example:70000', undefined, /host:port/],
    ['esdb://a.example,', undefined, /host:port/],
    ['esdb://[::1]:2113?tls=false', undefined, /host:port/],
    ['esdb+discover://a.example,b.example', undefined, /one name/],
    ['esdb://a.example?tlsVerifyCert=false', undefined, /a key is not known/],
    ['esdb://a.example?Fictional-Secret-1=1', undefined, /a key is not known/],
    ['esdb://a.example?throwOnAppendFailure=false', undefined, /a key is not known/],
    ['esdb://a.example?tls=true&tls=false', undefined, /given twice/],
    ['esdb://a.example?tls=no', undefined, /tls is not valid/],
    ['esdb://a.example?nodePreference=follower', undefined, /nodePreference is not valid/],
    ['esdb://a.example?keepAliveInterval=-1', undefined, /keepAliveInterval is not valid/],
    ['esdb://a.example?keepAliveInterval=9999', undefined, /keepAliveInterval is not valid/],
    ['esdb://a.example?tls=false', undefined, /loopback only/],
    ['esdb://127.0.0.1,a.example?tls=false', undefined, /loopback only/],
    ['esdb://127.0.0.1.example?tls=false', undefined, /loopback only/],
    ['esdb://admin@127.0.0.1?tls=false', password, /would not be sent/],
    ['esdb://127.0.0.1?tls=false&tlsCAFile=ca.crt', undefined, /no certificate/],
    ['esdb://a.example?userCertFile=a.crt', undefined, /go together/],
    ['esdb://admin:Fictional-Secret-1@a.example', undefined, /from a file/],
    ['esdb://admin@a.example', undefined, /go together/],
    ['esdb://a.example', password, /go together/],
    ['esdb://admin@a.example', 'changeit', /delivered with/],
  ] as const) {
    try {
      readEventStoreAddress(url, given === undefined ? {} : { password: given })
      t.fail(url)
    } catch (error) {
      t.ok(error instanceof AddressRefused, url)
      t.match(String(error), why)
      t.notMatch(String(error), /Fictional|example|changeit/)
    }
  }
  t.match(readEventStoreAddress('esdb://admin@127.0.0.1', { password: 'changeit' }), { tls: {} }, 'for development')
  t.end()
})
