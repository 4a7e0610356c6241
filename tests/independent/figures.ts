import { medianDays } from './count-complaints.ts'
import type { Tallies, Tally } from './tally.ts'

export interface Figure {
  readonly numerator: number | null
  readonly denominator: number | null
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
}

function plain({ numerator, denominator }: Tally, scale: number): Figure {
  const value = denominator === 0 ? null : (numerator / denominator) * scale
  return { numerator, denominator, value, low: null, high: null }
}

const stock = ({ numerator }: Tally): Figure => ({
  numerator,
  denominator: null,
  value: numerator,
  low: null,
  high: null,
})

const quantity = ({ denominator }: Tally, value: number | null): Figure => ({
  numerator: null,
  denominator,
  value,
  low: null,
  high: null,
})

function rate(tally: Tally): Figure {
  const { numerator: hits, denominator: n } = tally
  if (n === 0) return plain(tally, 1)
  const z = 1.959963984540054
  const middle = (hits + (z * z) / 2) / (n + z * z)
  const reach = (z / (n + z * z)) * Math.sqrt((hits * (n - hits)) / n + (z * z) / 4)
  return {
    ...plain(tally, 1),
    low: Math.max(0, middle - reach),
    high: Math.min(1, middle + reach),
  }
}

const exactLow = [
  ...[0, 0.025317807984, 0.242209278544, 0.618672122896, 1.089865373626, 1.623486390118],
  ...[2.201894253491, 2.81436305152, 3.453832176749, 4.115373097378],
]
const exactHigh = [
  ...[3.688879454114, 5.571643390939, 7.224687667724, 8.767273069742, 10.241588675404],
  ...[11.668332079323, 13.059474022519, 14.422675361702, 15.763189220193, 17.084803451419],
]

function perContacts(tally: Tally): Figure {
  return perExposure(tally, 10_000)
}

/** Without a size there is no value. */
function perSize(tally: Tally, scale: number): Figure {
  if (tally.denominator > 0) return perExposure(tally, scale)
  return { ...plain(tally, 1), denominator: null }
}

function perExposure(tally: Tally, scale: number): Figure {
  const { numerator: x, denominator: n } = tally
  const figure = plain(tally, scale)
  if (n === 0) return figure
  const z = 1.959963984540054
  const byar = (count: number, sign: number) =>
    count * (1 - 1 / (9 * count) + (sign * z) / (3 * Math.sqrt(count))) ** 3
  const low = exactLow[x] ?? byar(x, -1)
  const high = exactHigh[x] ?? byar(x + 1, 1)
  return { ...figure, low: (low / n) * scale, high: (high / n) * scale }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const place = (sorted.length - 1) * share
  const below = sorted[Math.floor(place)] ?? 0
  const above = sorted[Math.ceil(place)] ?? below
  return below + (above - below) * (place - Math.floor(place))
}

/** How a tally becomes a figure; whatever is not named is a rate. */
const kinds: Readonly<Record<string, (tally: Tally) => Figure>> = {
  ...Object.fromEntries(
    [
      ...['asa_seconds', 'avg_talk_seconds', 'aht_seconds', 'avg_first_response_seconds'],
      ...['csat_mean', 'qa_score_mean', 'qa_d1_mean', 'qa_d2_mean', 'qa_d3_mean', 'qa_d4_mean'],
      'qa_d5_mean',
    ].map((name) => [name, (tally) => plain(tally, 1)]),
  ),
  nps: (tally) => plain(tally, 100),
  complaint_rate_per_10k: perContacts,
  complaints_per_1k_outlets: (tally) => perSize(tally, 1000),
  complaints_per_10m_customers: (tally) => perSize(tally, 10_000_000),
  complaint_open_count: stock,
  complaint_overdue_count: stock,
  complaint_median_days: (tally) => quantity(tally, medianDays(tally.values)),
  aht_seconds_median: (tally) => quantity(tally, quantile(tally.values, 0.5)),
  aht_seconds_p90: (tally) => quantity(tally, quantile(tally.values, 0.9)),
  first_response_seconds_median: (tally) => quantity(tally, quantile(tally.values, 0.5)),
  first_response_seconds_p90: (tally) => quantity(tally, quantile(tally.values, 0.9)),
}

/** The figures of all tallies. */
export function figuresOf(tallies: Tallies): ReadonlyMap<string, Figure> {
  return new Map(
    [...tallies].map(([key, each]) => [key, (kinds[key.split(' ')[0] ?? ''] ?? rate)(each)]),
  )
}
