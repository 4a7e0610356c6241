import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../../core/clock.ts'
import { periodTypes } from '../../core/periods.ts'
import type { Workspace } from '../../core/workspace.ts'
import { notFound } from '../serve/policy.ts'
import {
  type Preference,
  type PreferenceKey,
  readPreferences,
  readPreferenceToken,
  recordPreference,
} from './preferences.ts'
import { preferencesHtml } from './preferences-html.ts'

export interface PreferencesOptions {
  readonly workspace: Workspace
  readonly secret: Buffer
  readonly clock: Clock
}

/** Changes that one address may ask for. */
const guesses = { max: 60, timeWindow: '1 minute' }

/**
 * Adds `/preferences`, which a mail leads to by a token of its reader: what the reader wants by
 * mail. Looking changes nothing, programs follow every link; the form and the one-click button of
 * a mail program (RFC 8058) post. Needs no session.
 */
export function addPreferences(server: FastifyInstance, options: PreferencesOptions): void {
  server.register(async (scope) => {
    scope.addContentTypeParser(
      /^(application\/x-www-form-urlencoded|multipart\/form-data)/,
      { parseAs: 'string', bodyLimit: 4096 },
      (_request, body, done) => done(null, body),
    )
    scope.get('/preferences', { config: { rateLimit: guesses } }, async (request, reply) => {
      const key = keyOf(request, options)
      return key === undefined ? notFound(reply) : show(reply, options, key, false)
    })
    scope.post('/preferences', { config: { rateLimit: guesses } }, async (request, reply) => {
      const key = keyOf(request, options)
      if (key === undefined || typeof request.body !== 'string') return notFound(reply)
      const { home } = options.workspace
      recordPreference(home, readForm(request.body, key, options))
      return show(reply, options, key, true)
    })
  })
}

/** The preference that a form, or the button of a mail program, asks for. */
function readForm(
  body: string,
  key: PreferenceKey,
  { workspace, clock }: PreferencesOptions,
): Preference {
  const { recipient, type } = key
  const at = clock.now().toISOString()
  if (/List-Unsubscribe=One-Click|name="List-Unsubscribe"/i.test(body)) {
    const before = readPreferences(workspace.home).get(recipient)
    const unwanted = [...new Set([...(before?.unwanted ?? []), type])]
    return { recipient, unwanted, locale: before?.locale ?? null, at, by: 'one click' }
  }
  const form = new URLSearchParams(body)
  const wanted = form.getAll('wanted')
  const locale = form.get('locale')
  return {
    recipient,
    unwanted: periodTypes.filter((each) => !wanted.includes(each)),
    locale: locale === 'en' || locale === 'zh-CN' ? locale : null,
    at,
    by: 'page',
  }
}

function keyOf(request: FastifyRequest, { secret }: PreferencesOptions): PreferenceKey | undefined {
  const { token } = request.query as Record<string, unknown> // a repeated name is a list
  return typeof token === 'string' ? readPreferenceToken(secret, token) : undefined
}

function show(
  reply: FastifyReply,
  { workspace }: PreferencesOptions,
  { recipient }: PreferenceKey,
  isSaved: boolean,
): FastifyReply {
  const html = preferencesHtml({
    recipient,
    isSaved,
    bank: workspace.config.bank,
    preference: readPreferences(workspace.home).get(recipient),
  })
  return reply.header('cache-control', 'no-store').type('text/html; charset=utf-8').send(html)
}
