import { clausesOf, openSegmenter } from './segment.ts'
import { shinglesOf, sketchOf } from './templates.ts'

/** What a narrative is counted by. */
export interface NarrativeRead {
  /** Distinct, in the order of their first use. */
  readonly words: readonly string[]
  /** By which near-duplicates are told. */
  readonly sketch: string
}

interface Clause {
  readonly words: readonly string[]
  readonly shingles: readonly number[]
}

const mostClauses = 50_000

/** Reads narratives; a clause that came before, as phrases of forms do, is not cut again. */
export async function openNarrativeReader(): Promise<(text: string) => NarrativeRead> {
  const cut = await openSegmenter()
  const known = new Map<string, Clause>()
  const readClause = (clause: string) => {
    const found = known.get(clause)
    if (found !== undefined) return found
    const read = { words: cut(clause), shingles: shinglesOf(clause) }
    if (known.size >= mostClauses) known.clear()
    known.set(clause, read)
    return read
  }
  return (text) => {
    const words = new Set<string>()
    const shingles: (readonly number[])[] = []
    for (const clause of clausesOf(text)) {
      const read = readClause(clause)
      for (const word of read.words) words.add(word)
      shingles.push(read.shingles)
    }
    return { words: [...words], sketch: sketchOf(shingles) }
  }
}
