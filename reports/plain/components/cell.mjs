/** A cell as Evidence's table writes it; of its formats those that our pages use. */
export function formatCell(value, format = '') {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'number') return String(value)
  const digits = /0\.(0+)/.exec(format)?.[1]?.length
  return value.toLocaleString('en-US', {
    minimumFractionDigits: digits ?? 0,
    maximumFractionDigits: digits ?? (format === '' ? 2 : 0),
  })
}
