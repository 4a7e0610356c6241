/** The one door to the process environment. */
export interface Environment {
  /** Workspace folder when the command line names none. */
  readonly home: string | undefined
  /** Secret for customer keys and links. */
  readonly secret: string | undefined
  /** Address of the mail server, `smtp://user:password@host:587`. */
  readonly smtpUrl: string | undefined
  /** Private key that signs editions, ed25519 as PEM or base64. */
  readonly signingKey?: string | undefined
  /** Every variable, for the connections that sources name. */
  readonly variables?: Readonly<Record<string, string | undefined>>
}

/** What this program reads from the environment. */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): Environment {
  const read = (name: string) => {
    const value = variables[name]?.trim()
    return value === undefined || value === '' ? undefined : value
  }
  return {
    home: read('CSQ_HOME'),
    secret: read('CSQ_SECRET'),
    smtpUrl: read('SMTP_URL'),
    signingKey: read('CSQ_SIGNING_KEY'),
    variables,
  }
}
