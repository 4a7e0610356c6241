import { table } from './bank.ts'

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))
const csv = (header: string, rows: readonly string[]) => `${[header, ...rows].join('\n')}\n`

/** The scales of the worked case. */
export const workedTargets = table`
  indicator             |grouped_by|group_id|floor|target|valid_from
  connect_rate          |all       |all     |0.85 |0.95  |2024-01-01
  aht_seconds           |all       |all     |420  |300   |2024-01-01
  fcr_rate              |all       |all     |0.6  |0.8   |2024-01-01
  csat_top2_rate        |all       |all     |0.9  |0.98  |2024-01-01
  complaint_rate_per_10k|all       |all     |12   |4     |2024-01-01
  complaint_timely_rate |all       |all     |0.9  |1     |2024-01-01
  qa_pass_rate          |all       |all     |0.85 |0.97  |2024-01-01`

/**
 * Files of a bank whose March 2026 has the values of the worked case: 93 of 100 calls answered
 * that took 330 s each, 36 of 50 needs resolved, 191 of 200 ratings good, 7 complaints per 10,000
 * contacts, 49 of 50 handled in time, 47 of 50 inspections passed. The score is 70.6875.
 */
export const workedFiles: Readonly<Record<string, string>> = {
  'contacts/a.csv': csv(
    'contact_id,channel,direction,started_at,ended_at,requested_agent,outcome,talk_seconds,hold_seconds,wrap_seconds,customer_id,reason_code',
    [
      ...times(93, (n) => `A${n},phone,inbound,2026-03-02 09:00:00,,1,answered,300,10,20,,`),
      ...times(
        7,
        (n) => `B${n},phone,inbound,2026-03-02 09:00:00,2026-03-02 09:05:00,1,abandoned,,,,,`,
      ),
      ...times(50, (n) => `N${n},email,inbound,2026-03-03 09:00:00,,1,answered,,,,K${n},loan`),
      ...times(14, (n) => `R${n},email,inbound,2026-03-05 09:00:00,,1,answered,,,,K${n},loan`),
      ...times(10_000 - 93 - 64, (n) => `E${n},email,inbound,2026-03-04 09:00:00,,1,answered,,,,,`),
    ],
  ),
  'surveys/a.csv': csv(
    'survey_id,channel,method,invited_at,delivered,responded_at,scale,rating',
    times(
      200,
      (n) => `S${n},email,sms,2026-03-06 09:00:00,1,2026-03-06 10:00:00,5,${n < 191 ? 5 : 2}`,
    ),
  ),
  'complaints/a.csv': csv(
    'complaint_id,channel,source_body,received_at,limit_days,closed_at,outcome',
    [
      ...times(
        50,
        (n) =>
          `F${n},phone,self,2026-02-20 09:00:00,15,2026-03-${n < 49 ? '01' : '20'} 09:00:00,resolved`,
      ),
      ...times(7, (n) => `M${n},phone,self,2026-03-25 09:00:00,15,2026-03-26 09:00:00,resolved`),
    ],
  ),
  'inspections/a.csv': csv(
    inspectionHeader(),
    times(50, (n) => inspection(n, n < 47 ? 100 : 50)),
  ),
  'targets/a.csv': workedTargets,
}

/** The header of `inspection`. */
export function inspectionHeader(): string {
  return 'inspection_id,mode,sampling,agent_id,channel,contact_at,inspected_at,inspector_id,d2_score,d5_score,critical_error_count,updated_at'
}

/** A row of a random inspection of March 2026. */
export function inspection(
  number: number,
  score: number,
  { critical = 0, compliance = score, version = 1 } = {},
): string {
  return `Q${number},recording,random,A1,phone,2026-03-02 09:00:00,2026-03-09 09:00:00,I1,${score},${compliance},${critical},2026-03-1${version} 09:00:00`
}
