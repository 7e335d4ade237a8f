import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { AnyStep } from '../../workflows/protocol/v1/language/step.ts'
import type { RuleSet } from '../../workflows/registry.ts'
import { askSchema } from '../commands/ask.ts'
import { type ProblemType, problemTypes } from './problems.ts'
import { bodyJsonSchema, titleOf } from './steps.ts'

type Schema = { readonly [name: string]: unknown }

/** OpenAPI 3.1, from the same schemas that validate. */
export function openApi(ruleSet: RuleSet): Schema {
  const steps = ruleSet.steps.filter(({ kind }) => kind !== 'service')
  return {
    openapi: '3.1.0',
    info: {
      title: 'Kinward',
      version: '0.1.0',
      description: `From an officer’s first call to a safe placement. Rule set ${ruleSet.protocol}, ${ruleSet.name}. Errors are application/problem+json; every type is listed under components.`,
    },
    security: [{ demo: [] }],
    paths: {
      '/api/cases': {
        post: opening(
          steps.filter(({ opens }) => opens),
          ruleSet,
        ),
      },
      '/api/cases/{id}': { get: query('The case as you may see it, and the steps that you may take now') },
      '/api/cases/{id}/history': { get: query('Every event that you may see, with what you may read of it') },
      '/api/cases/{id}/timeline': { get: query('The same in words') },
      ...Object.fromEntries(
        steps.map((step) => [`/api/cases/{id}/steps/${step.name}`, { post: command(step, ruleSet) }]),
      ),
      '/api/reports': { post: ask() },
      '/api/steps': { get: { ...open('Every step: who, what it must carry, rules, clocks'), security: [] } },
      '/api/steps/{step}': { get: { ...open('One step'), parameters: [parameter('step', 'path')], security: [] } },
      '/health/live': { get: { ...open('The process answers'), security: [] } },
      '/health/ready': { get: { ...open('The store answers'), security: [] } },
    },
    components: {
      securitySchemes: {
        demo: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: '`Demo <person>`, such as `Demo officer`',
        },
      },
      schemas: { Accepted: accepted, Problem: problemSchema },
      responses: Object.fromEntries(
        Object.entries(problemTypes).map(([type, [status, title]]) => [
          type,
          { description: `${status}. ${title}`, ...problemContent },
        ]),
      ),
    },
  }
}

const problemContent = { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } }

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status'],
  properties: {
    type: { enum: Object.keys(problemTypes).map((type) => `urn:kinward:problem:${type}`) },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'For the person: what is missing, who can supply it' },
    rules: {
      type: 'array',
      items: {
        type: 'object',
        properties: { rule: { type: 'string' }, source: { type: 'string' }, sentence: { type: 'string' } },
      },
    },
    issues: {
      type: 'array',
      items: { type: 'object', properties: { at: { type: 'string' }, problem: { type: 'string' } } },
    },
  },
}

const accepted = {
  type: 'object',
  required: ['caseId', 'event', 'breaches', 'flags'],
  properties: {
    caseId: { type: 'string', format: 'uuid' },
    reference: {
      type: 'string',
      description: 'Short and speakable, with a check character; when the step opened the case',
    },
    event: {
      type: 'object',
      required: ['id', 'type', 'revision', 'position'],
      properties: {
        id: { type: 'string', format: 'uuid' },
        type: { type: 'string' },
        revision: { type: 'integer' },
        position: { type: 'string' },
      },
    },
    state: { type: 'object' },
    breaches: { type: 'array', items: { type: 'string' } },
    flags: { type: 'array', items: { type: 'string' } },
  },
}

const parameter = (name: string, where: 'path' | 'header', required = true): Schema => ({
  name,
  in: where,
  required,
  schema: { type: 'string' },
})

const refs = (...types: ProblemType[]): Schema => {
  const byStatus = new Map<number, ProblemType[]>()
  for (const type of types) byStatus.set(problemTypes[type][0], [...(byStatus.get(problemTypes[type][0]) ?? []), type])
  return Object.fromEntries(
    [...byStatus].map(([status, names]) => [
      String(status),
      { description: names.map((name) => problemTypes[name][1]).join(' Or: '), ...problemContent },
    ]),
  )
}

const open = (summary: string): Schema => ({
  summary,
  responses: { 200: { description: 'OK' }, ...refs('unavailable') },
})

const query = (summary: string): Schema => ({
  summary,
  parameters: [parameter('id', 'path')],
  responses: {
    200: { description: 'OK; ETag carries the revision' },
    ...refs('not-signed-in', 'unknown-case', 'unavailable'),
  },
})

const taken = {
  201: {
    description: 'Recorded; ETag carries the revision',
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Accepted' } } },
  },
}

const always: readonly ProblemType[] = [
  'not-signed-in',
  'invalid-json',
  'invalid-body',
  'idempotency-key-missing',
  'refused-role',
  'refused-rule',
  'too-large',
  'unsupported-media-type',
  'key-reused',
  'occurred-in-future',
  'unavailable',
]

function command(step: AnyStep, ruleSet: RuleSet): Schema {
  const decides = step.kind === 'decision'
  return {
    summary: `${titleOf(step)} (${step.kind})`,
    description: [
      `By: ${step.who.join(', ')}. Source: ${step.source}.`,
      ...step.rules.map(({ id, sentence }) => `- ${id}: ${sentence.en}`),
    ].join('\n'),
    tags: [step.owner],
    parameters: [
      parameter('id', 'path'),
      parameter('Idempotency-Key', 'header'),
      parameter('If-Match', 'header', decides),
    ],
    requestBody: { required: true, content: { 'application/json': { schema: bodyJsonSchema(step, ruleSet) } } },
    responses: {
      ...taken,
      ...refs(
        ...always,
        'unknown-case',
        'revision-stale',
        ...(decides ? (['revision-missing', 'decision-not-now'] as const) : []),
      ),
    },
  }
}

function ask(): Schema {
  const schema = z.toJSONSchema(askSchema, { target: 'draft-2020-12', io: 'input' })
  return {
    summary: 'Ask to be told something about a child; logged, and answered alike for every child',
    parameters: [parameter('Idempotency-Key', 'header')],
    requestBody: { required: true, content: { 'application/json': { schema } } },
    responses: {
      202: {
        description: 'Logged; the receipt confirms nothing else',
        content: {
          'application/json': {
            schema: {
              type: 'object',
              required: ['receipt', 'detail'],
              properties: { receipt: { type: 'string' }, detail: { type: 'string' } },
            },
          },
        },
      },
      ...refs(
        'not-signed-in',
        'invalid-json',
        'invalid-body',
        'idempotency-key-missing',
        'too-large',
        'unsupported-media-type',
        'key-reused',
        'unavailable',
      ),
    },
  }
}

function opening(steps: readonly AnyStep[], ruleSet: RuleSet): Schema {
  const bodies = steps.map((step) => {
    const { $schema: _, ...body } = bodyJsonSchema(step, ruleSet) as {
      $schema: string
      properties: object
      required: string[]
    }
    return {
      ...body,
      title: step.name,
      properties: { step: { const: step.name }, ...body.properties },
      required: ['step', ...body.required],
    }
  })
  return {
    summary: 'Open a case with a first encounter or a referral',
    parameters: [parameter('Idempotency-Key', 'header')],
    requestBody: { required: true, content: { 'application/json': { schema: { oneOf: bodies } } } },
    responses: { ...taken, ...refs(...always, 'unknown-step', 'cannot-open') },
  }
}

/** The page loads its own files and talks to its own service, nothing else. */
const DOCS_POLICY = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self' data:",
  'font-src': "'self'",
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
}

/** `GET /api/openapi.json`, and a page to read and try it at `/api/docs`. */
export async function openApiRoutes(app: FastifyInstance, document: Schema): Promise<void> {
  app.get('/api/openapi.json', async () => document)
  app.get('/', async (_request, reply) => reply.redirect('/api/docs'))
  await app.register(swagger, { mode: 'static', specification: { document: document as never } })
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    staticCSP: DOCS_POLICY,
    theme: { title: 'Kinward: the API' },
    uiConfig: { validatorUrl: null },
  })
}
