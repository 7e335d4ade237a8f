import Fastify from 'fastify'
import { createApp } from '../../src/app.ts'
import { systemClock } from '../../src/clock.ts'
import { bodyJsonSchema } from '../../src/http/steps.ts'
import { openServices } from '../../src/open.ts'
import { current } from '../../workflows/registry.ts'

/** A server process for the bench: `kinward <folder>`, or `echo`, a bare Fastify with the same body schema. */
const [kind, folder = ''] = process.argv.slice(2)
const app =
  kind === 'echo'
    ? echo()
    : await createApp(await openServices({ data: folder, profile: 'demo', node: 'test' }, systemClock), {
        log: 'silent',
        node: 'bench',
      })
const address = await app.listen({ host: '127.0.0.1', port: 0 })
process.send?.({ port: Number(new URL(address).port), rss: process.memoryUsage().rss })
process.on('message', (message) => {
  if (message === 'memory') process.send?.({ rss: process.memoryUsage().rss })
})
process.on('disconnect', () => process.exit(0))

function echo() {
  const server = Fastify({ logger: false })
  const schema = { body: bodyJsonSchema(current.getStep('record-follow-up-visit'), current) }
  Reflect.deleteProperty(schema.body, '$schema')
  server.post('/echo', { schema }, async (request, reply) => reply.code(201).send(request.body))
  return server
}
