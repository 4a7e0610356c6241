import { isIP } from 'node:net'
import { z } from 'zod'

const addressRange = z.string().refine((text) => {
  const [address = '', bits, ...rest] = text.split('/')
  const most = isIP(address) === 4 ? 32 : 128
  return isIP(address) !== 0 && rest.length === 0 && Number(bits ?? most) <= most
}, 'is neither an address nor a network such as 10.0.0.0/8')

/** Whose headers are believed, how long sessions last, and how much a reader may ask. */
export const serveSettings = z.strictObject({
  proxy: z
    .strictObject({
      /** The header in which a reverse proxy names who signed in; null: links only. */
      header: z
        .string()
        .regex(/^[a-zA-Z][\w-]*$/, 'is not the name of a header')
        .nullable()
        .default(null),
      /** Is put behind a user name without an @ to find its mail address. */
      domain: z.string().nullable().default(null),
      /** Addresses and networks of the proxies whose headers are believed. */
      from: z.array(addressRange).default([]),
    })
    .prefault({}),
  session: z
    .strictObject({
      /** Hours without a page after which a session ends. */
      idle_hours: z.number().positive().default(8),
      /** Hours after which a session ends in any case. */
      hours: z.number().positive().default(24),
    })
    .prefault({}),
  /** Requests that one reader, or one address without a session, may make in a minute. */
  requests_per_minute: z.int().min(60).default(6000),
  /** Days after which a report with missed targets that nobody opened is told. */
  unread_days: z.int().min(1).default(5),
})
