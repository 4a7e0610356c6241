import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defineSource, type Source } from '../../ingest/define-source.ts'
import type { FileEntry } from '../../ingest/ledger.ts'
import { type Bank, makeBank } from '../support/bank.ts'
import { encode } from '../support/encode.ts'
import { loadSources } from '../support/load-sources.ts'
import { writeWorkbook } from '../support/xlsx.ts'

type Given = Omit<Parameters<typeof defineSource>[0], 'name' | 'title'>
type Refused = readonly [record: number, column: string, reason: string, shown: string | null]

/** A delivery, the source that reads it, and what must become of each of its records. */
interface Delivery {
  readonly source: Given
  readonly ending: string
  readonly content: string | Buffer
  /** Read, accepted, duplicate, quarantined. */
  readonly counts: readonly [number, number, number, number]
  readonly refused: readonly Refused[]
  /** Landed columns, and the values of some rows by their record number. */
  readonly columns: string
  readonly rows: Readonly<Record<number, readonly unknown[]>>
}

const rows = (count: number, row: (number: number) => string) =>
  Array.from({ length: count }, (_, index) => row(index + 1))
const two = (number: number) => String(number).padStart(2, '0')
const call = {
  channel: { value: 'phone' },
  direction: { value: 'inbound' },
  requested_agent: { value: 'true' },
} as const

const deliveries: Record<string, Delivery> = {
  'row numbers without a name shift no column': {
    source: {
      contract: 'tickets',
      map: {
        ticket_id: 'number',
        channel: { value: 'phone' },
        opened_at: { from: 'opened_at', dates: ['%d/%m/%Y %H:%M'] },
        closed_at: { from: 'closed_at', dates: ['%d/%m/%Y %H:%M'] },
        status: 'incident_state',
      },
      codes: { status: { New: 'open', Active: 'open', Closed: 'closed' } },
      unknown: ['?', 'NA'],
    },
    ending: 'csv',
    content: [
      '"number","incident_state","opened_at","closed_at"',
      ...rows(
        12,
        (n) => `"${n}","INC${n}","${n === 3 ? '-100' : 'Closed'}","${n}/2/2016 01:16","?"`,
      ),
      '"13","INC13","Active","29/2/2016 01:16",NA',
      '"14","INC14","New","30/2/2016 01:16","5/3/2016 12:00"',
    ].join('\r\n'),
    counts: [14, 12, 0, 2],
    refused: [
      [3, 'status', 'unknown_code', '-100'],
      [14, 'opened_at', 'not_a_timestamp', '30/2/2016 01:16'],
    ],
    columns: 'ticket_id, status, opened_at, closed_at',
    rows: {
      1: ['INC1', 'closed', '2016-01-31T17:16:00', null],
      13: ['INC13', 'open', '2016-02-28T17:16:00', null],
    },
  },

  'an index column is only a column without a name': {
    source: {
      contract: 'contacts',
      map: {
        ...call,
        contact_id: 'Call Id',
        started_at: 'Date Time',
        outcome: 'Answered (Y/N)',
      },
      codes: { outcome: { Y: 'answered', N: 'abandoned' } },
    },
    ending: 'csv',
    content: [
      ',Call Id,Date Time,Answered (Y/N),Agent',
      ...rows(
        11,
        (n) => `${n - 1},IX${two(n)},2021-01-01 09:${two(n)}:00,${n % 2 ? 'Y' : 'N'},Dan`,
      ),
    ].join('\n'),
    counts: [11, 11, 0, 0],
    refused: [],
    columns: 'contact_id, started_at, outcome',
    rows: { 11: ['IX11', '2021-01-01T01:11:00', 'answered'] },
  },

  'files joined end to end: headers, byte order marks and a last line without its end': {
    source: {
      contract: 'complaints',
      map: {
        complaint_id: 'Unique Key',
        channel: 'Open Data Channel Type',
        source_body: { value: 'self' },
        received_at: { from: 'Created Date', dates: ['%m/%d/%Y %I:%M:%S %p'] },
        closed_at: { from: 'Closed Date', dates: ['%m/%d/%Y %I:%M:%S %p'] },
        limit_days: { value: '15' },
        outcome: 'Status',
        narrative: 'Descriptor',
      },
      codes: {
        channel: { PHONE: 'phone', ONLINE: 'web_chat', MOBILE: 'app_chat' },
        outcome: { Open: 'open', Closed: 'resolved' },
      },
      unknown: ['Unspecified', 'N/A'],
    },
    ending: 'csv',
    content: [
      '\ufeff"Unique Key","Created Date","Closed Date","Descriptor","Status","Open Data Channel Type"',
      ...rows(
        10,
        (n) =>
          `"N${n}","09/${two(n)}/2026 12:05:00 AM","","Says ""no"", call 13900001234","Open","PHONE"`,
      ),
      '\ufeff"Unique Key","Created Date","Closed Date","Descriptor","Status","Open Data Channel Type"',
      '"N11","09/11/2026 12:05:00 PM","09/10/2026 12:05:00 PM","N/A","Closed","ONLINE"',
      '\ufeffUnique Key,Created Date,Closed Date,Descriptor,Status,Open Data Channel Type',
      'N12,09/12/2026 01:05:00 PM,09/13/2026 01:05:00 AM,two\tparts,Closed,MOBILE',
      'N13,13/12/2026 01:05:00 PM,,x,Closed,UNKNOWN',
      '\ufeffN14,09/14/2026 01:05:00 PM,,x,Open,PHONE',
      '\ufeff"N15",09/15/2026 01:05:00 PM,,x,Open,PHONE',
    ].join('\n'),
    counts: [17, 12, 0, 5],
    refused: [
      [11, '', 'repeated_header', null],
      [12, 'closed_at', 'closed_before_received', '2026-09-10 12:05:00'],
      [13, '', 'repeated_header', null],
      [15, 'channel', 'unknown_code', 'UNKNOWN'],
      [15, 'received_at', 'not_a_timestamp', '13/12/2026 01:05:00 PM'],
      // a byte order mark before a quote leaves the quotes in the cell: never taken for an id
      [17, '', 'broken_quotes', null],
    ],
    columns: 'complaint_id, received_at, closed_at, narrative',
    rows: {
      1: ['N1', '2026-08-31T16:05:00', null, 'Says "no", call [电话]'],
      14: ['N12', '2026-09-12T05:05:00', '2026-09-12T17:05:00', 'two\tparts'],
      16: ['N14', '2026-09-14T05:05:00', null, 'x'],
    },
  },

  'ragged rows, totals and page ends': {
    source: {
      contract: 'contacts',
      map: {
        ...call,
        contact_id: 'id',
        started_at: 'start',
        outcome: 'result',
        talk_seconds: 'talk',
      },
    },
    ending: 'csv',
    content: [
      'id|start|result|talk|note',
      ...rows(9, (n) => `RG${n}|2026-09-0${n} 08:00:00|answered|${n}|`),
      'RG10|2026-09-10 08:00:00|answered',
      'RG11|2026-09-11 08:00:00|answered|1|a|b',
      'RG12|2026-09-12 08:00:00|answered|"12"3|',
      'page 1 of 2',
      'Total||||',
      'RG15|2026-09-15 08:00:00|answered|1,200.5|it "ends"',
      'RG16|2026-09-16 08:00:00|answered|"16|',
    ].join('\n'),
    counts: [16, 10, 0, 6],
    refused: [
      [10, '', 'wrong_column_count', null],
      [11, '', 'wrong_column_count', null],
      [12, '', 'broken_quotes', null],
      [13, '', 'wrong_column_count', null],
      [14, 'outcome', 'missing_required', null],
      [14, 'started_at', 'missing_required', null],
      [16, '', 'broken_quotes', null],
    ],
    columns: 'contact_id, talk_seconds',
    rows: { 9: ['RG9', 9], 15: ['RG15', 1200.5] },
  },

  'short rows may be padded, where the source says so': {
    source: {
      contract: 'contacts',
      read: { shortRows: 'pad' },
      map: {
        ...call,
        contact_id: 'id',
        started_at: 'start',
        outcome: 'result',
        talk_seconds: 'talk',
      },
    },
    ending: 'tsv',
    content: [
      'id\tstart\tresult\ttalk\tnote',
      ...rows(9, (n) => `PD${n}\t2026-09-0${n} 08:00:00\tanswered`),
      'PD10\t2026-09-10 08:00:00\tanswered\t1\ta\tb',
      'PD11\t2026-09-11 08:00:00',
      'PD12\t2026-09-12 08:00:00\tanswered\t5\t"two\nlines"',
    ].join('\n'),
    counts: [12, 10, 0, 2],
    refused: [
      [10, '', 'wrong_column_count', null],
      [11, 'outcome', 'missing_required', null],
    ],
    columns: 'contact_id, talk_seconds',
    rows: { 9: ['PD9', null], 12: ['PD12', 5] },
  },

  'dates of every order, each by the formats of its column': {
    source: {
      contract: 'surveys',
      map: {
        survey_id: 'id',
        channel: { value: 'phone' },
        method: { value: 'ivr' },
        delivered: { value: 'yes' },
        invited_at: { from: 'call_timestamp', dates: ['%m/%d/%Y', '%m/%d/%y'] },
        responded_at: {
          from: ['answered on', 'answered at'],
          dates: ['%d/%m/%Y %I:%M %p', '%d/%m/%Y %H:%M', '%d/%m/%Y'],
        },
        rating: 'csat_score',
        scale: { value: '5' },
      },
    },
    ending: 'csv',
    content: [
      'id,call_timestamp,answered on,answered at,csat_score',
      ...rows(
        9,
        (n) => `DT${n},10/${two(n + 12)}/2020,${n + 12}/10/2020,${n}:30 PM,${n === 7 ? 7 : ''}`,
      ),
      'DT10,9/3/20,3/9/2020,23:59,5',
      'DT11,9/3/2020,3/9/2020,,4',
      'DT12,2020-09-03 10:00:00,,12:00,3',
      'DT13,13/9/2020,3/9/2020,,4',
      'DT14,9/3/2020,31/9/2020,,',
    ].join('\n'),
    counts: [14, 11, 0, 3],
    refused: [
      [7, 'rating', 'rating_above_scale', '7'],
      [13, 'invited_at', 'not_a_timestamp', '13/9/2020'],
      [14, 'responded_at', 'not_a_timestamp', '31/9/2020'],
    ],
    columns: 'survey_id, invited_at, responded_at, rating',
    rows: {
      1: ['DT1', '2020-10-12T16:00:00', '2020-10-13T05:30:00', null],
      10: ['DT10', '2020-09-02T16:00:00', '2020-09-03T15:59:00', 5],
      11: ['DT11', '2020-09-02T16:00:00', '2020-09-02T16:00:00', 4],
      12: ['DT12', '2020-09-03T02:00:00', null, 3],
    },
  },

  'words for unknown, thousands, and a delimiter after the last cell of records alone': {
    source: {
      contract: 'contacts',
      map: {
        ...call,
        contact_id: 'Nr',
        started_at: { from: 'Beginn', dates: ['%d.%m.%Y %H:%M'] },
        outcome: { sql: `if("Gespräch" is null, 'abandoned', 'answered')` },
        talk_seconds: { sql: `replace(replace("Gespräch", '.', ''), ',', '.')` },
        agent_id: 'Platz',
      },
      unknown: ['?', 'N/A', '-', 'NULL', '(null)'],
    },
    ending: 'csv',
    content: [
      'Nr;Beginn;Gespräch;Platz',
      ...['?', 'n/a', '-', 'null', '(NULL)', '', ' - '].map(
        (word, index) => `UK${index + 1};0${index + 1}.09.2026 08:00;${word};${word};`,
      ),
      'UK8;08.09.2026 08:00;1.234.567,5;007;',
      'UK9;09.09.2026 08:00;unbekannt;--;',
      'UK10;10.09.2026 08:00;12;"a;b";',
    ].join('\r\n'),
    counts: [10, 9, 0, 1],
    refused: [[9, 'talk_seconds', 'not_a_number', 'unbekannt']],
    columns: 'contact_id, outcome, talk_seconds, agent_id',
    rows: {
      1: ['UK1', 'abandoned', null, null],
      7: ['UK7', 'abandoned', null, null],
      8: ['UK8', 'answered', 1234567.5, '007'],
      10: ['UK10', 'answered', 12, 'a;b'],
    },
  },

  'a log of updates, with rows said twice': {
    source: {
      contract: 'tickets',
      map: {
        ticket_id: 'number',
        channel: { value: 'email' },
        opened_at: { from: 'opened_at', dates: ['%d/%m/%Y %H:%M'] },
        updated_at: { from: 'sys_updated_at', dates: ['%d/%m/%Y %H:%M'] },
        status: 'incident_state',
        reopen_count: 'reopen_count',
      },
      codes: { status: { New: 'open', Resolved: 'resolved', Closed: 'closed' } },
    },
    ending: 'csv',
    content: [
      'number,incident_state,reopen_count,opened_at,sys_updated_at,',
      ...rows(4, (n) => `LG${n},New,0,29/2/2016 01:16,29/2/2016 01:23`),
      ...rows(3, (n) => `LG${n},Resolved,${n},29/2/2016 01:16,1/3/2016 0${n}:00`),
      'LG1,New,0,29/2/2016 01:16,29/2/2016 01:23',
      'LG2,Closed,1,29/2/2016 01:16,5/3/2016 12:00',
      'LG2,Broken,1,29/2/2016 01:16,6/3/2016 12:00',
      'LG3,Closed,3,29/2/2016 01:16,1/3/2016 03:00',
      'LG4,Closed,0,29/2/2016 01:16,',
    ].join('\n'),
    counts: [12, 4, 7, 1],
    refused: [[10, 'status', 'unknown_code', 'Broken']],
    columns: 'ticket_id, status, reopen_count',
    rows: {
      4: ['LG4', 'open', 0],
      5: ['LG1', 'resolved', 1],
      9: ['LG2', 'closed', 1],
      11: ['LG3', 'closed', 3],
    },
  },

  'cells in single quotes': {
    source: {
      contract: 'contacts',
      map: {
        ...call,
        contact_id: 'id',
        started_at: 'start',
        outcome: 'result',
        reason_code: 'why',
      },
    },
    ending: 'csv',
    content: [
      'id,start,result,why',
      ...rows(9, (n) => `'SQ${n}','2026-09-0${n} 08:00:00','answered','a, b'`),
      "'SQ10','2026-09-10 08:00:00','answered','it''s \"here\"'",
      'SQ11,2026-09-11 08:00:00,answered,plain',
      "'SQ12','2026-09-12 08:00:00','answered','a','b'",
    ].join('\n'),
    counts: [12, 11, 0, 1],
    refused: [[12, '', 'wrong_column_count', null]],
    columns: 'contact_id, reason_code',
    rows: { 1: ['SQ1', 'a, b'], 10: ['SQ10', 'it\'s "here"'], 11: ['SQ11', 'plain'] },
  },

  'apostrophes that are none': {
    source: {
      contract: 'contacts',
      map: {
        ...call,
        contact_id: 'id',
        started_at: 'start',
        outcome: 'result',
        reason_code: 'why',
      },
    },
    ending: 'csv',
    content: [
      'id,start,result,why',
      ...rows(9, (n) => `AP${n},2026-09-0${n} 08:00:00,answered,'t Hooft`),
      'AP10,2026-09-10 08:00:00,answered,"a, ""b"""',
    ].join('\n'),
    counts: [10, 10, 0, 0],
    refused: [],
    columns: 'contact_id, reason_code',
    rows: { 1: ['AP1', "'t Hooft"], 10: ['AP10', 'a, "b"'] },
  },

  'a title above the header, a total below': {
    source: {
      contract: 'complaints',
      map: {
        complaint_id: '编号',
        channel: { value: 'phone' },
        source_body: '来源',
        received_at: { from: ['受理日期', '受理时间'], dates: ['%Y年%m月%d日 %H时%M分'] },
        limit_days: { value: '15' },
        outcome: '办理状态',
        redress_amount: { from: '补偿（元）' },
      },
      codes: { source_body: { 监管转办: 'nfra', '*': 'self' } },
    },
    ending: 'csv',
    content: [
      '某某银行投诉登记表,,,,,',
      '"统计期：2026年9月\n制表：客服中心",,,,,',
      '',
      '编号,来源,受理日期,受理时间,办理状态,补偿(元)',
      ...rows(10, (n) => `TT${n},客户来电,2026年9月${n}日,8时0${n % 10}分,已解决,"${n},000.50"`),
      'TT11,监管转办,2026年9月11日,8时00分,处理中,',
      '',
      '合计,11,,,,"55,005.00"',
      '制表人：王五',
    ].join('\r\n'),
    counts: [13, 11, 0, 2],
    refused: [
      [12, 'outcome', 'missing_required', null],
      [12, 'received_at', 'missing_required', null],
      [13, '', 'wrong_column_count', null],
    ],
    columns: 'complaint_id, source_body, received_at, redress_amount',
    rows: {
      1: ['TT1', 'self', '2026-09-01T00:01:00', 1000.5],
      11: ['TT11', 'nfra', '2026-09-11T00:00:00', null],
    },
  },

  'Latin-1 with accents': {
    source: {
      contract: 'complaints',
      read: { encoding: 'latin1' },
      map: {
        complaint_id: 'N° réclamation',
        channel: 'Canal',
        source_body: { value: 'self' },
        received_at: { from: 'Reçue le', dates: ['%d/%m/%Y'] },
        limit_days: { value: '30' },
        outcome: 'État',
        narrative: 'Libellé',
      },
      codes: {
        channel: { Téléphone: 'phone', Courriel: 'email' },
        outcome: { Clôturée: 'resolved', 'En cours': 'open' },
      },
    },
    ending: 'csv',
    content: encode(
      [
        'N° Réclamation;Reçue le;Canal;ÉTAT;Libellé',
        ...rows(9, (n) => `FR${n};0${n}/09/2026;téléphone;Clôturée;Déçu par l'accueil à Orléans`),
        'FR10;10/09/2026;COURRIEL;En cours;"Prêt refusé;\nsans motif"',
        'FR11;11/09/2026;Guichet;En cours;',
      ].join('\r\n'),
      'windows-1252',
    ),
    counts: [11, 10, 0, 1],
    refused: [[11, 'channel', 'unknown_code', 'Guichet']],
    columns: 'complaint_id, channel, outcome, narrative',
    rows: {
      1: ['FR1', 'phone', 'resolved', "Déçu par l'accueil à Orléans"],
      10: ['FR10', 'email', 'open', 'Prêt refusé;\nsans motif'],
    },
  },

  'Big5, gzipped': {
    source: {
      contract: 'contacts',
      read: { encoding: 'big5' },
      map: {
        ...call,
        contact_id: '案件編號',
        started_at: '進線時間',
        outcome: '處理結果',
        reason_code: '說明',
      },
      codes: { outcome: { 已接聽: 'answered', 未接: 'abandoned' } },
    },
    ending: 'csv.gz',
    content: gzipSync(
      encode(
        [
          '案件編號,進線時間,處理結果,說明',
          ...rows(10, (n) => `BG${n},2026/9/${n} 8:00,已接聽,`),
          // the second byte of these is a backslash in ASCII
          'BG11,2026/9/11 8:00,未接,許功蓋',
        ].join('\r\n'),
        'big5',
      ),
    ),
    counts: [11, 11, 0, 0],
    refused: [],
    columns: 'contact_id, outcome, reason_code',
    rows: { 10: ['BG10', 'answered', null], 11: ['BG11', 'abandoned', '許功蓋'] },
  },

  'line ends of old Macintoshes, and cells of several lines': {
    source: {
      contract: 'complaints',
      map: {
        complaint_id: 'id',
        channel: { value: 'email' },
        source_body: { value: 'self' },
        received_at: 'received',
        limit_days: 'limit',
        outcome: { value: 'open' },
        narrative: 'text',
      },
    },
    ending: 'csv',
    content: [
      'id,received,text,limit',
      ...rows(
        9,
        (n) => `CR${n},2026-09-0${n} 08:00:00,"line 1\rline 2, with a comma\r\rline 4",15`,
      ),
      'CR10,2026-09-10 08:00:00,"x\ry",20',
      'CR11,2026-09-11 08:00:00,short',
      '',
      'CR12,2026-09-12 08:00:00,,60',
    ].join('\r'),
    counts: [12, 10, 0, 2],
    refused: [
      [10, 'limit_days', 'out_of_range', '20'],
      [11, '', 'wrong_column_count', null],
    ],
    columns: 'complaint_id, narrative, limit_days',
    rows: {
      1: ['CR1', 'line 1\rline 2, with a comma\r\rline 4', 15],
      12: ['CR12', null, 60],
    },
  },

  'headers over two lines, with units, in any case, and twice': {
    source: {
      contract: 'contacts',
      map: {
        ...call,
        contact_id: 'Call ID',
        started_at: { from: ['Date', 'Time'], dates: ['%d-%b-%y %H:%M:%S'] },
        ended_at: {
          sql: `case when "time_2" is not null then
          strptime("Date" || ' ' || "Time_2", '%d-%b-%y %H:%M:%S') end`,
        },
        outcome: 'Answered?',
        talk_seconds: { sql: `"Talk time (min)"::double * 60` },
        hold_seconds: 'Hold (s)',
        agent_id: 'column_5',
      },
      codes: { outcome: { yes: 'answered', no: 'abandoned' } },
    },
    ending: 'csv',
    content: [
      '"CALL\nID",date, Time ,Time,,"ANSWERED ?","Talk  time\n（min）",hold(S)',
      ...rows(10, (n) => `HD${n},${two(n)}-Sep-26,08:00:00,08:0${n % 10}:30,A${n},Yes,${n}.5,${n}`),
      'HD11,11-SEP-26,08:00:00,,,no,,',
      'HD12,12-Sep-26,08:00:00,,,no,1h,',
    ].join('\n'),
    counts: [12, 11, 0, 1],
    refused: [[12, 'talk_seconds', 'not_a_number', '? 1h']],
    columns: 'contact_id, started_at, ended_at, agent_id, talk_seconds, hold_seconds',
    rows: {
      1: ['HD1', '2026-09-01T00:00:00', '2026-09-01T00:01:30', 'A1', 90, 1],
      11: ['HD11', '2026-09-11T00:00:00', null, null, null, null],
    },
  },

  'no header at all, as text of Excel': {
    source: {
      contract: 'contacts',
      read: { header: ['id', 'start', 'result', '', 'talk'] },
      map: {
        ...call,
        contact_id: 'id',
        started_at: 'start',
        outcome: 'result',
        talk_seconds: 'talk',
      },
    },
    ending: 'csv',
    content: encode(
      `\ufeff${rows(11, (n) => `NH${n}\t2026/9/${n} 8:00\t接通\t"a\t${n}"\t"${n},000"\r\n`).join('')}NH12\t\t\t\t`,
      'utf-16le',
    ),
    counts: [12, 11, 0, 1],
    refused: [
      [12, 'outcome', 'missing_required', null],
      [12, 'started_at', 'missing_required', null],
    ],
    columns: 'contact_id, outcome, talk_seconds',
    rows: { 1: ['NH1', 'answered', 1000], 11: ['NH11', 'answered', 11000] },
  },

  'a workbook with all of it': {
    source: {
      contract: 'complaints',
      map: {
        complaint_id: '编号',
        channel: '受理渠道',
        source_body: { value: 'self' },
        received_at: { from: '受理时间', dates: ['%d/%m/%Y %H:%M', '%Y.%m.%d'] },
        closed_at: '办结时间',
        limit_days: '时限（天）',
        outcome: '状态_2',
        redress_amount: '金额',
      },
      codes: { outcome: { 完结: 'resolved', 在办: 'open' } },
      unknown: ['N/A', '无'],
    },
    ending: 'xlsx',
    content: await workbook({
      九月: [
        ['投诉登记表'],
        [],
        ['编号', '受理渠道', '受理\n时间', '办结时间', '时限 (天)', '状态', '状态', '金额'],
        ...Array.from({ length: 8 }, (_, index) => [
          `XL${index + 1}`,
          '电话银行',
          new Date(Date.UTC(2026, 8, index + 1, 9, 30)),
          46290.5 + index,
          15,
          'x',
          '完结',
          '1,200.50',
        ]),
        ['XL9', '短信', '09/09/2026 09:30', 'N/A', 15, '', '在办', '无'],
        ['编号', '受理渠道', '受理\n时间', '办结时间', '时限 (天)', '状态', '状态', '金额'],
        ['XL10', '短信', '2026.09.10', '', 15.5, '', '在办'],
        ['XL11', '传真', '2026.09.11', '', 30, '', '在办', '', 'a note'],
        [],
        ['合计', 11],
      ],
      说明: [['金额单位为元']],
      十月: [
        ['状态', '金额', '编号', '受理渠道', '受理时间', '时限(天)', '状态'],
        ['x', 5, 'XL20', '邮件', '2026.10.01', '60', '在办'],
      ],
    }),
    counts: [14, 10, 0, 4],
    refused: [
      [10, '', 'repeated_header', null],
      [11, 'limit_days', 'not_a_number', '15.5'],
      [12, '', 'wrong_column_count', null],
      [13, 'channel', 'unknown_code', '11'],
      [13, 'limit_days', 'missing_required', null],
      [13, 'outcome', 'missing_required', null],
      [13, 'received_at', 'missing_required', null],
    ],
    columns: 'complaint_id, received_at, closed_at, limit_days, outcome, redress_amount',
    rows: {
      1: ['XL1', '2026-09-01T01:30:00', '2026-09-25T04:00:00', 15, 'resolved', 1200.5],
      9: ['XL9', '2026-09-09T01:30:00', null, 15, 'open', null],
      14: ['XL20', '2026-09-30T16:00:00', null, 60, 'open', 5],
    },
  },
}

async function workbook(sheets: Parameters<typeof writeWorkbook>[1]): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'csq-messy-'))
  const path = join(folder, 'a.xlsx')
  await writeWorkbook(path, sheets)
  const bytes = readFileSync(path)
  rmSync(folder, { recursive: true })
  return bytes
}

let bank: Bank
let entries: readonly FileEntry[] = []
const names = Object.keys(deliveries)
const nameOf = (title: string) => `messy-${names.indexOf(title) + 1}`

beforeAll(async () => {
  bank = makeBank()
  const sources: Source[] = []
  for (const [title, { source, ending, content }] of Object.entries(deliveries)) {
    const name = nameOf(title)
    sources.push(defineSource({ ...source, name, title: { zh: name, en: title } }))
    bank.put(`${name}/delivery.${ending}`, content)
  }
  entries = await loadSources(bank, sources)
})
afterAll(() => bank.remove())

async function fileId(title: string): Promise<unknown> {
  const [file] = await bank.rows(`select file_id from ops.files where source = '${nameOf(title)}'`)
  return file?.file_id
}

describe('a messy delivery is accounted for, record by record', () => {
  it.each(Object.entries(deliveries))('%s', async (title, delivery) => {
    const entry = entries.find((each) => each.source === nameOf(title))
    expect(entry?.message).toBeNull()
    const file = `_file_id = ${await fileId(title)}`
    const refused = await bank.rows(`select record, column_name, reason, value_masked
      from ops.rejected_rows where ${file.slice(1)} order by all`)
    expect(refused.map((row) => Object.values(row))).toEqual(delivery.refused)
    const { rows_read, rows_accepted, rows_duplicate, rows_quarantined } = entry ?? {}
    const counts = [rows_read, rows_accepted, rows_duplicate, rows_quarantined]
    expect(counts).toEqual(delivery.counts)
    expect(rows_read).toBe(delivery.counts.slice(1).reduce((sum, each) => sum + each))
    const landed = await bank.rows(`select _row, ${delivery.columns}
      from landing.${delivery.source.contract} where ${file} order by _row`)
    expect(landed).toHaveLength(delivery.counts[1])
    const wanted = landed.filter((row) => delivery.rows[Number(row._row)] !== undefined)
    const found = wanted.map(({ _row, ...row }) => [_row, Object.values(row)])
    expect(Object.fromEntries(found)).toEqual(delivery.rows)
  })
})
