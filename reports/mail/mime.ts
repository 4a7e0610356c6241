/** A message or a part of one. Bytes stand as Latin-1, so that nothing is lost before it is decoded. */
export interface MimePart {
  /** By name in lower case; of a repeated header the first. */
  readonly headers: ReadonlyMap<string, string>
  /** `text/plain`, in lower case. */
  readonly type: string
  /** Decoded by its transfer encoding, as UTF-8. */
  readonly body: string
  /** Of a multipart. */
  readonly parts: readonly MimePart[]
}

/** The parts of a message; what is broken in it becomes an empty part. */
export function parseMime(source: string): MimePart {
  const text = source.replaceAll('\r\n', '\n')
  const end = text.startsWith('\n') ? 0 : text.indexOf('\n\n')
  const head = end === -1 ? text : text.slice(0, end)
  const raw = end === -1 ? '' : text.slice(end).replace(/^\n+/, '')
  const headers = parseFields(head)
  const kind = headers.get('content-type') ?? 'text/plain'
  const type = kind.split(';')[0]?.trim().toLowerCase() ?? ''
  const boundary = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(kind)
  const mark = boundary?.[1] ?? boundary?.[2]
  const isMultipart = type.startsWith('multipart/') && mark !== undefined
  return {
    headers,
    type,
    body: isMultipart ? '' : decode(raw, headers.get('content-transfer-encoding') ?? ''),
    parts: isMultipart ? splitParts(raw, mark).map(parseMime) : [],
  }
}

/** Every part of a message that is no multipart, in order. */
export function leaves(part: MimePart): readonly MimePart[] {
  return part.parts.length === 0 ? [part] : part.parts.flatMap(leaves)
}

/** Lines `Name: value`, with continued lines joined. */
export function parseFields(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (const line of text
    .replaceAll('\r\n', '\n')
    .replace(/\n[ \t]+/g, ' ')
    .split('\n')) {
    const [, name, value = ''] = /^([!-9;-~]+):[ \t]*(.*)$/.exec(line) ?? []
    const key = name?.toLowerCase()
    if (key !== undefined && !fields.has(key)) fields.set(key, value.trim())
  }
  return fields
}

function splitParts(raw: string, mark: string): readonly string[] {
  const parts: string[][] = []
  for (const line of raw.split('\n')) {
    const trimmed = line.trimEnd()
    if (trimmed === `--${mark}--`) break
    if (trimmed === `--${mark}`) parts.push([])
    else parts.at(-1)?.push(line)
  }
  return parts.map((lines) => lines.join('\n'))
}

function decode(raw: string, encoding: string): string {
  const how = encoding.trim().toLowerCase()
  if (how === 'base64') return Buffer.from(raw, 'base64').toString('utf8')
  const bytes =
    how === 'quoted-printable'
      ? raw
          .replace(/=[ \t]*\n/g, '')
          .replace(/=([0-9A-F]{2})/gi, (_, code: string) =>
            String.fromCharCode(Number.parseInt(code, 16)),
          )
      : raw
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
