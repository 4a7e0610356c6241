import { statSync } from 'node:fs'
import { BlockList, isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'
import { readRecipients } from '../mail/recipients.ts'
import type { Session } from './links.ts'
import type { ServerOptions } from './options.ts'

/**
 * Tells whom a reverse proxy names in its header: somebody of `reference.recipients`, with the
 * audiences of all rows of that address. The header of any other sender is left out and logged.
 */
export function openProxyUsers(
  options: ServerOptions,
): (request: FastifyRequest) => Promise<Session | undefined> {
  const { header, domain, from } = options.workspace.config.serve.proxy
  if (header === null) return async () => undefined
  const name = header.toLowerCase()
  const isTrusted = addressTest(from)
  const audiences = openAudiences(options.workspace.warehouse)
  return async (request) => {
    const value = request.headers[name]
    if (value === undefined) return undefined
    const sender = request.raw.socket.remoteAddress ?? ''
    if (!isTrusted(sender) || typeof value !== 'string') {
      options.log?.warn('header of a stranger ignored', { header: name, address: sender })
      return undefined
    }
    const user = value.trim().toLowerCase()
    const recipient = user.includes('@') || domain === null ? user : `${user}@${domain}`
    const found = await audiences(recipient)
    return found.length === 0 ? undefined : { recipient, audiences: found }
  }
}

/** Tells whether an address is one of, or lies in one of, the addresses and networks given. */
export function addressTest(ranges: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  for (const range of ranges) {
    const [address = '', bits] = range.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return (address) => {
    // a socket that listens for both families writes 10.0.0.1 as ::ffff:10.0.0.1
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
    const version = isIP(plain)
    return version !== 0 && list.check(plain, version === 6 ? 'ipv6' : 'ipv4')
  }
}

/** The audiences of an address; the recipients are read again after each change of the warehouse. */
function openAudiences(warehouse: string): (email: string) => Promise<readonly string[]> {
  let stamp = -1
  let known: Promise<ReadonlyMap<string, readonly string[]>> = Promise.resolve(new Map())
  return async (email) => {
    const time = statSync(warehouse, { throwIfNoEntry: false })?.mtimeMs ?? 0
    if (time !== stamp) {
      stamp = time
      known = readRecipients(warehouse).then((rows) => {
        const found = new Map<string, string[]>()
        for (const { email: each, audience } of rows) {
          found.set(each, [...(found.get(each) ?? []), audience])
        }
        return found
      })
    }
    return (await known).get(email) ?? []
  }
}
