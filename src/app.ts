import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from 'fastify'
import { pino } from 'pino'
import { current } from '../workflows/registry.ts'
import type { Person } from './access/person.ts'
import { HistoryDoesNotFit } from './case/load.ts'
import { UnreadableEvent } from './case/parsed.ts'
import type { Services } from './commands/services.ts'
import { commandRoutes } from './http/commands.ts'
import { InvalidJson, strictJson } from './http/json.ts'
import { openApi, openApiRoutes } from './http/openapi.ts'
import { type ProblemType, problem, rawProblem, sendProblem } from './http/problems.ts'
import { queryRoutes } from './http/queries.ts'
import { reportRoutes } from './http/reports.ts'
import { describe } from './http/steps.ts'
import { StoreUnavailable } from './store/store.ts'
import { VaultUnavailable } from './vault/vault.ts'

export interface AppOptions {
  readonly log: 'silent' | 'error' | 'warn' | 'info' | 'debug'
  readonly node: string
}

const whoAsks = Symbol('who asks')

/** Whoever comes here says who they are. */
const personal = ['/api/cases', '/api/reports']

/** The service, composed from its parts; routes are listed here and nowhere else. */
export async function createApp(services: Services, { log, node }: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    bodyLimit: 256 * 1024,
    requestTimeout: 15_000,
    routerOptions: { maxParamLength: 100 },
    genReqId: () => services.clock.uuid(),
    requestIdHeader: false,
    loggerInstance: pino({ level: log, base: { node } }) as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    clientErrorHandler: (error, socket) => {
      if (socket.writable)
        socket.end(rawProblem(error.code === 'HPE_HEADER_OVERFLOW' ? 'too-many-headers' : 'invalid-url'))
    },
    frameworkErrors: (_error, _request, reply) => sendProblem(reply as never, problem('invalid-url')) as never,
  })
  strictJson(app)

  const person = (request: FastifyRequest): Person => {
    const found = (request as unknown as { [whoAsks]?: Person })[whoAsks]
    if (!found) throw new Error('a route was reached by nobody')
    return found
  }

  app.addHook('onRequest', async (request, reply) => {
    reply
      .header('cache-control', 'no-store')
      .header('x-content-type-options', 'nosniff')
      .header('referrer-policy', 'no-referrer')
    if (!personal.some((path) => request.routeOptions.url?.startsWith(path))) return
    const found = services.identity.identify(request.headers.authorization)
    if (!found) return sendProblem(reply, problem('not-signed-in'))
    Object.assign(request, { [whoAsks]: found })
  })

  // a connection that is kept alive would hold a stop for its whole idle time
  let stopping = false
  app.addHook('preClose', async () => {
    stopping = true
  })
  app.addHook('onSend', async (_request, reply) => {
    if (stopping) reply.header('connection', 'close')
  })

  // what is logged is listed, not filtered: no address, body, name or error text of a request ever is
  app.addHook('onResponse', async (request, reply) => {
    request.log.info({
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      actor: (request as unknown as { [whoAsks]?: Person })[whoAsks]?.id,
    })
  })

  app.setNotFoundHandler((_request, reply) => sendProblem(reply, problem('not-found')))
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const type = typeOf(error)
    if (type === 'internal' || type === 'history-does-not-fit')
      request.log.error({ failure: type, code: (error as { code?: string }).code, where: placeOf(error) })
    return sendProblem(reply, problem(type))
  })

  app.get('/health/live', async () => ({ status: 'live' }))
  app.get('/health/ready', async () => {
    await services.store.readStream('store')
    return { status: 'ready', ruleSet: current.name }
  })
  app.get('/api/steps', async () =>
    current.steps.filter(({ kind }) => kind !== 'service').map((step) => describe(step, current)),
  )
  app.get<{ Params: { step: string } }>('/api/steps/:step', async (request, reply) => {
    const step = current.findStep(request.params.step)
    return step && step.kind !== 'service' ? describe(step, current) : sendProblem(reply, problem('unknown-step'))
  })
  commandRoutes(app, services, person)
  queryRoutes(app, services, person)
  reportRoutes(app, services, person)
  await openApiRoutes(app, openApi(current))
  return app
}

function typeOf(error: FastifyError): ProblemType {
  if (error instanceof StoreUnavailable || error instanceof VaultUnavailable) return 'unavailable'
  if (error instanceof HistoryDoesNotFit || error instanceof UnreadableEvent) return 'history-does-not-fit'
  if (error instanceof InvalidJson) return 'invalid-json'
  switch (error.statusCode) {
    case 400:
      return 'invalid-json'
    case 408:
      return 'request-timeout'
    case 413:
      return 'too-large'
    case 415:
      return 'unsupported-media-type'
    default:
      return 'internal'
  }
}

/** The first line of our own code in a stack; never the message, which may repeat what was sent. */
function placeOf(error: Error): string | undefined {
  if (error instanceof HistoryDoesNotFit || error instanceof UnreadableEvent) return `${error.stream} ${error.revision}`
  return error.stack
    ?.split('\n')
    .find((line) => /\/(src|workflows|projections)\//.test(line))
    ?.trim()
}
