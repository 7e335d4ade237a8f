import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import t from 'tap'
import { problemTypes } from '../../src/http/problems.ts'
import { steps } from '../../workflows/protocol/v1/steps.ts'
import { current } from '../../workflows/registry.ts'
import { startService } from '../support/service.ts'

const published = steps.filter(({ kind }) => kind !== 'service')
const service = await startService()
t.teardown(() => service.close())
const { body: document } = await service.get('officer', '/api/openapi.json')

const saved = (name: string): object =>
  JSON.parse(readFileSync(new URL(`../vectors/schemas/oas31-${name}.json`, import.meta.url), 'utf8'))

/** ajv follows a dynamic reference only out of the schema that it began with; here it always ends at the dialect. */
function withoutDynamicReference(schema: object): object {
  const dialect = (saved('dialect') as { $id: string }).$id
  return JSON.parse(JSON.stringify(schema).replaceAll('"$dynamicRef":"#meta"', `"$ref":"${dialect}"`))
}

const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false })
ajv.addSchema(saved('meta')).addSchema(saved('dialect'))
const isOpenApi = ajv.compile(withoutDynamicReference(saved('schema')))

t.test('the document is OpenAPI 3.1, its schemas included', (t) => {
  isOpenApi(document)
  t.strictSame(isOpenApi.errors ?? [], [])
  t.equal(document.openapi, '3.1.0')
  t.equal(
    document.info.version,
    JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version,
  )
  for (const spoil of [
    (copy: typeof document) => delete copy.info.title,
    (copy: typeof document) => {
      copy.paths['/api/cases'].post.parameters[0].in = 'body'
    },
    (copy: typeof document) => {
      copy.components.schemas.Accepted.type = 'objekt'
    },
  ]) {
    const copy = structuredClone(document)
    spoil(copy)
    t.notOk(isOpenApi(copy), 'and what is not would be noticed')
  }
  t.end()
})

t.test('every step stands in it with the schema that validates it, its people, source and rules', async (t) => {
  const paths = Object.keys(document.paths).filter((path) => path.includes('/steps/') && path.startsWith('/api/cases'))
  t.strictSame(paths.sort(), published.map(({ name }) => `/api/cases/{id}/steps/${name}`).sort())
  for (const step of published) {
    const { post } = document.paths[`/api/cases/{id}/steps/${step.name}`]
    const { schema } = post.requestBody.content['application/json']
    const { body: alone } = await service.get('officer', `/api/steps/${step.name}`)
    t.strictSame(schema, alone.body, `${step.name}: one schema`)
    t.equal(ajv.validateSchema(schema), true, `${step.name}: a schema`)
    t.ok(post.description.includes(step.who.join(', ')) && post.description.includes(step.source))
    for (const { id, sentence } of step.rules) t.ok(post.description.includes(`${id}: ${sentence.en}`))
    const ifMatch = post.parameters.find(({ name }: { name: string }) => name === 'If-Match')
    t.equal(ifMatch.required, step.kind === 'decision', `${step.name}: decisions carry the revision`)
    const answer = await service.post('officer', `/api/cases/${crypto.randomUUID()}/steps/${step.name}`, {})
    t.equal(answer.body.type, 'urn:kinward:problem:invalid-body', `${step.name}: its route is there`)
  }
})

t.test('a case is opened by the steps that open one', (t) => {
  const { oneOf } = document.paths['/api/cases'].post.requestBody.content['application/json'].schema
  t.strictSame(
    oneOf.map(({ title }: { title: string }) => title),
    published.filter(({ opens }) => opens).map(({ name }) => name),
  )
  const isOpening = ajv.compile({ oneOf })
  const at = '2025-03-03T01:00:00.000Z'
  const encounter = { step: 'record-encounter', occurredAt: at, data: { hands: 'none', companions: [], place: 'x' } }
  t.ok(isOpening(encounter))
  t.notOk(isOpening({ ...encounter, step: 'accept-referral' }))
  t.notOk(isOpening({ ...encounter, data: { ...encounter.data, unknown: 1 } }))
  t.end()
})

t.test('every other address in it is served', async (t) => {
  for (const [path, methods] of Object.entries<object>(document.paths))
    for (const method of Object.keys(methods)) {
      const url = path.replaceAll(/\{(\w+)\}/g, ':$1').replace(/(?<=\/steps\/)(?!:).+$/, ':step')
      const known = path.startsWith('/api/steps/') ? '/api/steps/:step' : url
      t.ok(service.app.hasRoute({ url: known, method: method.toUpperCase() as 'GET' }), `${method} ${path}`)
    }
})

t.test('every problem type is documented, with its status and what it says', (t) => {
  t.strictSame(Object.keys(document.components.responses).sort(), Object.keys(problemTypes).sort())
  t.strictSame(
    document.components.schemas.Problem.properties.type.enum,
    Object.keys(problemTypes).map((type) => `urn:kinward:problem:${type}`),
  )
  for (const [type, [status, title]] of Object.entries(problemTypes))
    t.equal(document.components.responses[type].description, `${status}. ${title}`)
  t.ok(document.info.description.includes(current.name))
  t.end()
})

t.test('the page to read and try it comes with all it needs, from here alone', async (t) => {
  const page = await service.get('officer', '/api/docs')
  t.equal(page.status, 200)
  const policy = new Map(
    String(page.headers['content-security-policy'])
      .split(';')
      .map((part) => part.trim().split(/\s+/))
      .map(([name = '', ...sources]) => [name, sources.sort()]),
  )
  t.strictSame(policy.get('default-src'), ["'none'"], 'and so for every kind that is not named')
  t.strictSame(policy.get('script-src'), ["'self'"])
  t.strictSame(policy.get('base-uri'), ["'none'"])
  for (const [kind, sources] of policy) t.notMatch(sources.join(' '), /http|\*/, `${kind} from here alone`)
  const assets = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address)
  t.ok(assets.length >= 5)
  for (const asset of assets) {
    t.ok(asset.startsWith('/api/docs/'), asset)
    t.equal((await service.get('officer', asset)).status, 200, asset)
  }
  t.notMatch(page.text, /<script>|<script(?![^>]*src=)|<style|\son\w+=/, 'nothing inline, which the policy would stop')
  t.strictSame((await service.get('officer', '/api/docs/json')).body.paths, document.paths)
  t.equal((await service.get('officer', '/')).headers.location, '/api/docs')
})
