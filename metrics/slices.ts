/** What has a code in every dimension. */
export interface Coded {
  readonly codes: Readonly<Record<string, string>>
}

/** The dimensions of `product=B0205|cause=C07` with their codes. */
export function dimensionsOf(slice: string): readonly (readonly [string, string])[] {
  if (slice === '') return []
  return slice.split('|').map((part) => {
    const [dimension = '', ...code] = part.split('=')
    return [dimension, code.join('=')] as const
  })
}

/** A test whether a leaf is part of a slice. */
export function isIn(slice: string): (leaf: Coded) => boolean {
  const dimensions = dimensionsOf(slice)
  return ({ codes }) => dimensions.every(([dimension, code]) => codes[dimension] === code)
}
