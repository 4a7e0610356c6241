/** Rows that share a key, in the order in which their keys come. */
export function groupRows<T>(rows: readonly T[], key: (row: T) => string): readonly T[][] {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const name = key(row)
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [row])
    else group.push(row)
  }
  return [...groups.values()]
}
