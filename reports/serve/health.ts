import type { FastifyInstance } from 'fastify'
import type { Catalog } from './catalog.ts'
import type { ServerOptions } from './options.ts'
import type { WarehouseFacts } from './warehouse-facts.ts'

/** Adds `/healthz`: 200, or 503 with the reasons: no edition, no readable warehouse, a late chain. */
export function addHealth(
  server: FastifyInstance,
  options: ServerOptions,
  catalog: Catalog,
  facts: () => Promise<WarehouseFacts>,
): void {
  server.get('/healthz', async (_request, reply) => {
    const entries = catalog.list()
    const late = (await options.lateChains?.()) ?? []
    const reasons = [
      ...(entries.length === 0 ? ['no edition'] : []),
      ...((await facts()).isReadable ? [] : ['warehouse unreadable']),
      ...late.map((chain) => `late: ${chain}`),
    ]
    reply.header('cache-control', 'no-store').code(reasons.length === 0 ? 200 : 503)
    return {
      ok: reasons.length === 0,
      reasons,
      editions: entries.length,
      newest: entries[0]?.edition.id ?? null,
    }
  })
}
