const nameCharacters = 31

/** Names as Excel allows them, each once: 31 characters, none of `[]:*?/\`, no quote at an end. */
export function sheetNames(wanted: readonly string[]): string[] {
  const names: string[] = []
  for (const name of wanted) {
    const legal = name.replace(/[[\]:*?/\\\p{Cc}]/gu, ' ').replace(/^[' ]+|[' ]+$/g, '') || 'Sheet'
    let unique = legal.slice(0, nameCharacters).trim()
    for (let next = 2; names.some((each) => isSame(each, unique)); next++) {
      const suffix = ` (${next})`
      unique = legal.slice(0, nameCharacters - suffix.length).trim() + suffix
    }
    names.push(unique)
  }
  return names
}

function isSame(name: string, other: string): boolean {
  return name.toLowerCase() === other.toLowerCase()
}
