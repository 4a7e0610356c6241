import {
  additivity,
  type Indicator,
  minimumN,
  type PartsIndicator,
  type Side,
} from '../metrics/define-indicator.ts'
import { readIndicators } from '../metrics/indicators.ts'
import { leastDifference } from '../metrics/least-difference.ts'
import { defaultsPart, examplePart, type Headings, readHeadings } from './docs-examples.ts'
import { code, markdownTable, page } from './docs-text.ts'

/** `indicators.md`: every indicator of `metrics/indicators/`, by article. */
export async function indicatorsPage(): Promise<string> {
  const indicators = [...(await readIndicators())].sort(
    (a, b) => articleRank(a) - articleRank(b) || (a.name < b.name ? -1 : 1),
  )
  const headings = await readHeadings()
  return page(
    'Indicators',
    'A value of several days is the sum of the numerators over the sum of the denominators, never a mean of rates; what does not add up is measured for each period and group.',
    [
      markdownTable(
        ['indicator', 'title', 'article', 'unit', 'better'],
        indicators.map((each) => [
          `[${each.name}](#${each.name})`,
          `${each.title.zh} · ${each.title.en}`,
          each.article,
          each.unit,
          each.better,
        ]),
      ),
      defaultsPart(headings),
      ...indicators.map((each) => indicatorPart(each, headings)),
    ],
  )
}

function articleRank({ article }: Indicator): number {
  const [chapter = 0, number = 0] = article.split('.').map(Number)
  return chapter * 1000 + number
}

const sums = {
  'days and groups': '按日、按组可加 · over days and groups',
  groups: '同一时点按组可加 · over groups of one day',
  nothing: '不可加，按期按组计算 · nothing, measured per period and group',
} as const

function indicatorPart(indicator: Indicator, headings: Headings): string {
  const { title, counts, leavesOut, by } = indicator
  const rows: (readonly [string, string])[] = [
    ['article, unit, better', `${indicator.article}, ${indicator.unit}, ${indicator.better}`],
    ['counts', `${counts.zh} · ${counts.en}`],
    ['leaves out', `${leavesOut.zh} · ${leavesOut.en}`],
    ['groups', by.length === 0 ? 'the whole bank only' : by.join(', ')],
    ['adds up', sums[additivity(indicator)]],
    [
      'ripe',
      indicator.maturity ? `${indicator.maturity.zh} · ${indicator.maturity.en}` : '随时 · at once',
    ],
    ['least difference', `${leastDifference(indicator)}, in the unit of the value`],
    ['smallest sample', minimumN(indicator)?.toString() ?? '–'],
    ...conditions(indicator),
    ['owner, version', `${indicator.owner}, version ${indicator.version}`],
    ...indicator.changes.map(
      (each) =>
        [
          `version ${each.version}`,
          `from ${each.from}: ${each.note.zh} · ${each.note.en}`,
        ] as const,
    ),
  ]
  return [
    `## ${indicator.name}`,
    `${title.zh} · ${title.en}`,
    markdownTable(['', ''], rows),
    examplePart(indicator, headings),
  ].join('\n\n')
}

function conditions(indicator: Indicator): readonly (readonly [string, string])[] {
  switch (indicator.kind) {
    case 'composite':
      return [
        [
          'default weights',
          Object.entries(indicator.weights)
            .map(([name, weight]) => `${code(name)} ${weight}`)
            .join(', '),
        ],
        [
          'needs',
          `denominators of ${indicator.minimumDenominator}, weights of ${indicator.minimumWeight} in all`,
        ],
      ]
    case 'stock':
      return [
        ['enters', side(indicator)],
        ['leaves', code(indicator.leaves)],
      ]
    case 'rate':
      return [['numerator', code(indicator.numerator)], ...denominator(indicator)]
    case 'mean':
      return [
        ['numerator', `sum of ${code(indicator.sum)}${scaled(indicator.scale)}`],
        ...denominator(indicator),
      ]
    case 'per_exposure': {
      const per =
        'from' in indicator.per
          ? side(indicator.per)
          : `${indicator.per.exposure} of reference.exposure`
      return [
        ['numerator', `rows of ${part(indicator)}${scaled(indicator.scale)}`],
        ...outside(indicator),
        ['denominator', per],
      ]
    }
    case 'quantile':
      return [
        ['value', `quantile ${indicator.quantile} of ${code(indicator.value)}`],
        ...denominator(indicator),
      ]
    case 'survival_median':
      return [
        [
          'value',
          `median (Kaplan–Meier) of ${code(indicator.days)}, event ${code(indicator.event)}`,
        ],
        ...denominator(indicator),
      ]
  }
}

function denominator(indicator: PartsIndicator): readonly (readonly [string, string])[] {
  return [['denominator', `rows of ${part(indicator)}`], ...outside(indicator)]
}

function part(indicator: PartsIndicator): string {
  return `${code(indicator.from)} by ${code(indicator.at)} where ${code(indicator.rows)}${without(indicator)}`
}

function without(indicator: PartsIndicator): string {
  const names = outside(indicator).map(([name]) => name)
  return names.length === 0 ? '' : `, without ${names.join(', ')}`
}

/** The rows that are shown beside the value and do not count in it. */
function outside(indicator: PartsIndicator): readonly (readonly [string, string])[] {
  return (['excluded', 'unknown', 'immature'] as const).flatMap((name) => {
    const condition = indicator[name]
    return condition === undefined ? [] : [[name, code(condition)] as const]
  })
}

function side({ from, at, rows }: Side): string {
  return `rows of ${code(from)} by ${code(at)} where ${code(rows)}`
}

function scaled(scale: number | undefined): string {
  return scale === undefined || scale === 1 ? '' : `, times ${scale}`
}
