import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
}

/** A server of one folder on a free port of this machine; `documents` are further pages by name. */
export interface Loopback {
  readonly address: string
  close(): void
}

/** Serves a folder, and texts that stand in no file, to the browser that this program started. */
export async function serveFolder(
  folder: string,
  documents: ReadonlyMap<string, string>,
): Promise<Loopback> {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent((request.url ?? '/').replace(/[?#].*$/, '')).slice(1)
    const isOutside = normalize(path).startsWith('..')
    const type = types[extname(path)]
    if (isOutside || type === undefined) return response.writeHead(404).end()
    try {
      const content = documents.get(path) ?? (await readFile(join(folder, path)))
      return response.writeHead(200, { 'content-type': type }).end(content)
    } catch {
      return response.writeHead(404).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // it listens on a port
  return {
    address: `http://127.0.0.1:${port}`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
