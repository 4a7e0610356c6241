import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openReader } from '../core/database.ts'
import type { BothLanguages, Manifest } from './edition.ts'
import { formatChange, formatTarget } from './labels/format.ts'
import { headline, headlineIndicators } from './labels/headline.ts'
import { formatFigure } from './labels/sign.ts'
import { statuses } from './labels/text.ts'

interface FigureRow extends Record<string, unknown> {
  readonly indicator: string
  readonly title_zh: string
  readonly title_en: string
  readonly unit: string
  readonly better: string
  readonly status: string
  readonly value: number | null
  readonly target: number | null
  readonly previous_value: number | null
  readonly change: string | null
  readonly change_is_clear: boolean | null
  readonly sign: string
  readonly missing_days: number
}

interface CauseRow extends Record<string, unknown> {
  readonly name_zh: string
  readonly name_en: string
  readonly complaints: number
  readonly previous: number
}

/** Writes `summary.json` and `summary.html`: what a mail says of an edition, from its own figures. */
export async function writeSummary(
  folder: string,
  data: string,
  manifest: Omit<Manifest, 'files'>,
): Promise<void> {
  const { figures, causes, earlier } = await readFigures(data)
  const sentences = headline(figures, causes, headlineIndicators, earlier)
  const summary = {
    period: manifest.period,
    audience: manifest.audience,
    revision: manifest.revision,
    title: manifest.title,
    as_of: manifest.as_of,
    headline: { zh: sentences[0]?.zh ?? '', en: sentences[0]?.en ?? '' },
    reasons: sentences.slice(1).map(({ zh, en }) => ({ zh, en })),
    indicators: headlineIndicators.flatMap((name) => {
      const figure = figures.find((each) => each.indicator === name)
      return figure === undefined ? [] : [describe(figure, earlier)]
    }),
  }
  writeFileSync(join(folder, 'summary.json'), `${JSON.stringify(summary, null, 1)}\n`)
  writeFileSync(join(folder, 'summary.html'), summaryPage(summary))
}

async function readFigures(data: string): Promise<{
  readonly figures: readonly FigureRow[]
  readonly causes: readonly CauseRow[]
  readonly earlier: string
}> {
  const database = await openReader(data)
  try {
    const { previous_zh: earlier } = await database.row<{ previous_zh: string }>(
      'select previous_zh from edition',
    )
    return {
      earlier,
      figures: await database.rows<FigureRow>(
        `select f.*, i.title_zh, i.title_en, i.unit, i.better
        from "values" f join indicators i using (indicator)
        join edition e on f.grouped_by = e.subject_by and f.group_id = e.subject_id`,
      ),
      causes: await database.rows<CauseRow>(
        `select c.cause_zh as name_zh, coalesce(any_value(g.name_en), c.cause_zh) as name_en,
          sum(c.complaints) as complaints, sum(c.previous) as previous
        from causes c left join groups g on g.grouped_by = 'cause' and g.group_id = c.cause_code
        group by c.cause_zh, c.cause_code order by complaints desc, c.cause_code`,
      ),
    }
  } finally {
    database.close()
  }
}

function describe(figure: FigureRow, earlier: string) {
  const status = statuses[figure.status]
  const both = (write: (language: 'zh' | 'en') => string): BothLanguages => ({
    zh: write('zh'),
    en: write('en'),
  })
  return {
    indicator: figure.indicator,
    title: { zh: figure.title_zh, en: figure.title_en },
    value: figure.value,
    unit: figure.unit,
    target: figure.target,
    previous_value: figure.previous_value,
    change: figure.change,
    change_is_clear: figure.change_is_clear,
    missing_days: figure.missing_days,
    status: figure.status,
    value_text: both((language) => formatFigure(figure, figure.unit, language)),
    status_text: both((language) => `${status?.mark ?? ''} ${status?.[language] ?? ''}`.trim()),
    target_text: both((language) =>
      formatTarget(figure.target, figure.unit, figure.better, language),
    ),
    change_text: both((language) =>
      formatChange(figure, language === 'zh' ? earlier : 'the period before', language),
    ),
  }
}

function summaryPage(summary: {
  readonly title: BothLanguages
  readonly headline: BothLanguages
  readonly reasons: readonly BothLanguages[]
  readonly indicators: readonly ReturnType<typeof describe>[]
}): string {
  const rows = summary.indicators.map(
    (each) =>
      `<tr><td>${each.title.zh}</td><td><b>${each.value_text.zh}</b></td><td>${each.status_text.zh}</td><td>${each.change_text.zh}</td></tr>`,
  )
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>${summary.title.zh}</title>
<body style="font:15px/1.6 sans-serif;max-width:40em;margin:1em auto">
<h1 style="font-size:19px">${summary.title.zh}</h1>
<p>${summary.headline.zh}${summary.reasons.map((reason) => reason.zh).join('')}</p>
<table cellpadding="4">${rows.join('\n')}</table></body></html>
`
}
