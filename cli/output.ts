/** Where commands write for people and machines; only `cli/` prints. */
export interface Output {
  readonly isJson: boolean
  /** A line for a person; nothing with --json. */
  say(line: string): void
  /** The result for a machine, printed with --json only. */
  result(value: unknown): void
  /** A line that is overwritten by the next one on a terminal. */
  progress(line: string): void
}

/** Output to the terminal; progress lines only where somebody watches. */
export function openOutput(isJson: boolean): Output {
  const isTerminal = process.stderr.isTTY === true
  return {
    isJson,
    say: (line) => {
      if (!isJson) process.stdout.write(`${line}\n`)
    },
    result: (value) => {
      if (isJson) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
    },
    progress: (line) => {
      if (isTerminal && !isJson) process.stderr.write(`\r\x1b[K${line}`)
    },
  }
}

/** Rows as an aligned text table. */
export function textTable(rows: readonly Readonly<Record<string, unknown>>[]): string {
  const names = Object.keys(rows[0] ?? {})
  const cells = rows.map((row) => names.map((name) => showCell(row[name])))
  const widths = names.map((name, column) =>
    Math.max(displayWidth(name), ...cells.map((row) => displayWidth(row[column] ?? ''))),
  )
  const line = (values: readonly string[]) =>
    values
      .map((value, column) => value + ' '.repeat((widths[column] ?? 0) - displayWidth(value)))
      .join('  ')
      .trimEnd()
  return [line(names), line(widths.map((width) => '─'.repeat(width))), ...cells.map(line)].join(
    '\n',
  )
}

function showCell(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'object') return JSON.stringify(value)
  return String(value)
}

/** Columns a text takes on a terminal: Chinese characters take two. */
function displayWidth(text: string): number {
  let width = 0
  for (const sign of text)
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/.test(
        sign,
      )
        ? 2
        : 1
  return width
}
