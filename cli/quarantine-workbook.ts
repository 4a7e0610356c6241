import type { Database } from '../core/database.ts'
import type { Workspace } from '../core/workspace.ts'
import { localDay } from '../core/zone.ts'
import { readContracts } from '../ingest/contracts.ts'
import { columnTitles } from '../ingest/define-contract.ts'
import type { RefusedRow } from '../ingest/quarantine.ts'
import { reasons } from '../ingest/reasons.ts'
import type { XlsxSheet } from './write-xlsx.ts'

/** The sheets of the list that a department gets: its refused rows, and what the reasons mean. */
export async function refusedSheets(
  database: Database,
  rows: readonly RefusedRow[],
  { zone }: Pick<Workspace, 'zone'>,
): Promise<readonly XlsxSheet[]> {
  const localDayOf = (instant: string) => localDay(zone, new Date(`${instant}Z`))
  const titles = new Map(
    (await readContracts()).map((contract) => [contract.name, columnTitles(contract)]),
  )
  const sources = await database.rows<{ source: string; title_zh: string }>(
    'select source, title_zh from ops.sources',
  )
  const sourceTitle = new Map(sources.map((each) => [each.source, each.title_zh]))
  const found = [...new Set(rows.map((row) => row.reason))].sort()
  return [
    {
      name: '待更正记录 Records',
      columns: [
        { title: '来源 Source' },
        { title: '文件 File', width: 36 },
        { title: '工作表 Sheet' },
        { title: '记录号 Record' },
        { title: '业务编号 Key', width: 20 },
        { title: '栏目 Column', width: 24 },
        { title: '原值（脱敏）Value', width: 24 },
        { title: '原因 Reason', width: 24 },
        { title: '首次发现 First seen', width: 16 },
        { title: '最近发现 Last seen', width: 16 },
      ],
      rows: rows.map((row) => [
        sourceTitle.get(row.source) ?? row.source,
        row.file,
        row.sheet,
        row.record,
        row.record_key,
        columnTitle(row, titles),
        row.value_masked,
        reasons[row.reason]?.zh ?? row.reason,
        localDayOf(row.first_seen),
        localDayOf(row.last_seen),
      ]),
    },
    {
      name: '说明 Reasons',
      columns: [
        { title: '代码 Code', width: 24 },
        { title: '原因', width: 28 },
        { title: 'Reason', width: 40 },
        { title: '如何处理', width: 48 },
        { title: 'What to do', width: 60 },
      ],
      rows: found.map((reason) => [
        reason,
        reasons[reason]?.zh ?? null,
        reasons[reason]?.en ?? null,
        reasons[reason]?.todoZh ?? null,
        reasons[reason]?.todo ?? null,
      ]),
    },
  ]
}

function columnTitle(
  row: RefusedRow,
  titles: ReadonlyMap<string, ReadonlyMap<string, string>>,
): string {
  if (row.column_name === '') return '整条记录'
  const title = titles.get(row.contract)?.get(row.column_name)
  return title === undefined ? row.column_name : `${title} ${row.column_name}`
}
