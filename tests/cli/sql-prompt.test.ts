import { spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sqlCommand } from '../../cli/commands/sql.ts'
import type { Context } from '../../cli/context.ts'
import { openOutput } from '../../cli/output.ts'
import { isWhole } from '../../cli/sql-answer.ts'
import { sqlPrompt } from '../../cli/sql-prompt.ts'
import { systemClock } from '../../core/clock.ts'
import { openDatabase } from '../../core/database.ts'
import { programRoot } from '../../core/definitions.ts'
import { readEnvironment } from '../../core/environment.ts'
import { openWriter, writeWarehouse } from '../../core/warehouse.ts'
import { initWorkspace, readWorkspace } from '../../core/workspace.ts'
import { until } from '../support/process.ts'
import { keys, openTerminal } from '../support/terminal.ts'

const home = mkdtempSync(join(tmpdir(), 'csq-prompt-'))
let context: Context
let history: string

beforeAll(async () => {
  const environment = { ...readEnvironment(), secret: 'a secret for tests' }
  initWorkspace(home, environment)
  const workspace = readWorkspace(home)
  const output = { ...openOutput(false), say: () => {} }
  context = { workspace, environment, clock: systemClock, output, programVersion: 'test' }
  history = join(workspace.cache, 'sql-history')
  const database = await openDatabase(workspace.warehouse)
  await database.run(`create schema marts; create schema staging; create schema reference;
    create table marts.contacts as select 1 as contact_id, 'phone' as channel, 'N1' as branch_id;
    create table staging.contacts as from marts.contacts;
    create table reference.contact_reasons as select 'R01' as reason_code;
    comment on table marts.contacts is 'One row per contact.'`)
  database.close()
})
beforeEach(() => rmSync(history, { force: true, recursive: true }))
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** What the prompt answers to lines that come from no terminal. */
async function ask(...lines: string[]): Promise<string> {
  const output = new PassThrough()
  const shown = text(output)
  await sqlPrompt(context, Readable.from(lines.map((each) => `${each}\n`)), output)
  output.end()
  return shown
}

/** A prompt on a terminal; `leave` types the command that ends it. */
async function open() {
  const terminal = openTerminal()
  const ended = sqlPrompt(context, terminal.input, terminal.output)
  await until(() => terminal.screen().includes('csq> '))
  const leave = async () => {
    terminal.input.write(`\\q${keys.enter}`)
    await ended
  }
  return { ...terminal, ended, leave }
}

describe('the prompt of csq sql', () => {
  it('takes statements of several lines and several on a line, and goes on after a mistake', async () => {
    const shown = await ask(
      ...['select chanel', 'from marts.contacts;', 'select 6 * 7', 'as answer;'],
      ...['select 1 as one; select 2 as two; -- the end', '\\q', 'select 99;'],
    )
    expect(shown).toContain('Did you mean: channel?')
    expect(shown).toMatch(/answer\s+─+\s+42/)
    expect(shown).toMatch(/one\s+─+\s+1\s+two\s+─+\s+2/)
    expect(shown).not.toContain('99')
  })

  it.each([
    ["select ';", false],
    ["select ';';", true],
    ["select 'it''s;", false],
    ['select 1 -- no;', false],
    ['select 1; -- the end', true],
    ['select 1 /* ;', false],
    ['select "a;', false],
  ])('ends a statement with a semicolon outside of quotes and comments: %s', (line, whole) => {
    expect(isWhole(line)).toBe(whole)
  })

  it('lists tables, the most read schema first, and those that contain a word', async () => {
    const shown = await ask('\\d')
    const at = ['marts.contacts', 'reference.contact_reasons', 'staging.contacts'].map((name) =>
      shown.indexOf(name),
    )
    expect(at).not.toContain(-1)
    expect(at).toEqual([...at].sort((a, b) => a - b))
    expect(shown).toContain('One row per contact.')
    expect(await ask('\\d reason')).not.toContain('marts.contacts')
  })

  it('describes a table, by its name alone too, and says where else the name is', async () => {
    const shown = await ask('\\d contacts')
    expect(shown).toMatch(/marts\.contacts\n.*name +type/)
    expect(shown).toMatch(/branch_id +VARCHAR/)
    expect(shown).toContain('also: staging.contacts')
    expect(await ask('\\d reference.contact_reasons;')).toMatch(/reason_code +VARCHAR/)
  })

  it('answers a table or a command that does not exist with the nearest one', async () => {
    expect(await ask('\\d contcts')).toContain('Did you mean: contacts?')
    expect(await ask('\\metrc connect_rate')).toContain('Did you mean: \\metric?')
    expect(await ask('\\metric connect_rat')).toContain('Did you mean: connect_rate?')
  })

  it('lists its commands, and still knows their older words', async () => {
    for (const line of ['\\?', '.help']) expect(await ask(line)).toContain('\\metric NAME')
    expect(await ask('.tables reason')).toContain('reference.contact_reasons')
    expect(await ask('.schema contacts')).toContain('branch_id')
    expect(await ask('.quit', 'select 99;')).not.toContain('99')
  })

  it('says how long a statement took, from \\timing on until it is said again', async () => {
    const shown = await ask('select 1;', '\\timing', 'select 2;', '\\timing', 'select 3;')
    expect(shown).toMatch(/timing is on\n[\s\S]*2\ntime \d+ ms\n[\s\S]*timing is off/)
    expect(shown.match(/time \d+ ms/g)).toHaveLength(1)
  })

  it('shows the first thousand rows of many, and says so', async () => {
    const shown = await ask('select i from range(100000) t(i) order by i;')
    expect(shown).toContain('\n999\n')
    expect(shown).not.toContain('\n1000\n')
    expect(shown).toContain('the first 1000 rows')
    expect(await ask('select i from range(1000) t(i);')).not.toContain('the first')
  })

  it('shows a plan as it is drawn', async () => {
    expect(await ask('explain select 1;')).toMatch(/│ +PROJECTION +│/)
  })

  it.each([
    "insert into marts.contacts values (2, 'phone', 'N1');",
    "copy marts.contacts to '/tmp/elsewhere.csv';",
    "select * from read_csv('/etc/passwd');",
    "attach '/tmp/other.duckdb';",
    'set enable_external_access = true;',
    'selct 1;',
  ])('refuses whatever is no reading of the warehouse, and goes on: %s', async (statement) => {
    const shown = await ask(statement, 'select 6 * 7 as answer;')
    expect(shown).toMatch(/Error: [\s\S]*\nTry: /)
    expect(shown).toContain('42')
  })
})

describe('\\metric', () => {
  const fill = (asOf: string, revision: string) =>
    writeWarehouse(context.workspace, async (database) => {
      await database.run(`create schema if not exists indicators;
        create or replace table indicators.values as
        select 'connect_rate' as indicator, 'quarter' as period_type, q.*,
          'all' as grouped_by, 'all' as group_id, 0.92 as target, 'met' as status,
          0.9::double as ci_low, 0.96::double as ci_high, 30 as numerator, 32 as denominator,
          timestamp '${asOf}' as as_of
        from (values ('2026-Q2', date '2026-06-30', 0.5::double),
          ('2026-Q3', date '2026-09-30', 0.9375::double)) q(period_id, period_end, value);
        create or replace table indicators.series as
        select indicator, period_type, period_id, grouped_by, group_id, value as published_value,
          0.94::double as restated_value, ${revision} as revision from indicators.values`)
    })

  it('says what an indicator means, and that nothing is measured yet', async () => {
    const shown = await ask('\\metric connect_rate')
    expect(shown).toContain('电话接通率 · Connect rate')
    expect(shown).toContain('article 10.1')
    expect(shown).toMatch(/counts +Share of customers/)
    expect(shown).toContain('not measured yet')
    expect(await ask('\\metric')).toContain('there are abandon_rate')
  })

  it('gives the value of the last quarter that was over in the bank’s zone, and its closing', async () => {
    await fill('2026-09-30 15:59:59', 'null::integer')
    expect(await ask('\\metric connect_rate')).toMatch(/2026-Q2 +30 +32 +0\.5 /)
    await fill('2026-09-30 16:00:00', 'null::integer') // midnight in Shanghai
    const shown = await ask('\\metric connect_rate')
    expect(shown).toMatch(/2026-Q3 +30 +32 +0\.9375 +0\.9 +0\.96 +0\.92 +met/)
    expect(shown).toContain('not closed')
    await fill('2026-10-08 01:00:00', '2')
    expect(await ask('\\metric connect_rate')).toContain(
      'closed, revision 2: published 0.9375, restated 0.94',
    )
  })
})

describe('the prompt on a terminal', () => {
  it('keeps what was typed for the next session, readable by its owner only', async () => {
    const first = await open()
    await first.type(`select 40 + 2 as first_answer;${keys.enter}`, '42')
    await first.leave()
    expect(readFileSync(history, 'utf8')).toContain('select 40 + 2 as first_answer;\n')
    expect(statSync(history).mode & 0o777).toBe(0o600)
    chmodSync(history, 0o644)
    const second = await open()
    expect(statSync(history).mode & 0o777).toBe(0o600)
    // the newest line is the command that left
    await second.type(keys.up, '\\q')
    await second.type(keys.up, 'first_answer')
    await second.type(keys.enter, '42')
    await second.leave()
  })

  it('remembers for itself where the history cannot be written', async () => {
    mkdirSync(history) // also an administrator cannot write a folder
    const { type, leave } = await open()
    await type(`select 42 as answer;${keys.enter}`, /answer\s+─+\s+42/)
    await type(keys.up, 'answer')
    await type(keys.enter, /answer\s+─+\s+42/)
    await leave()
    expect(readdirSync(history)).toEqual([])
  })

  it('keeps the last thousand lines', async () => {
    writeFileSync(history, Array.from({ length: 1200 }, (_, line) => `-- ${line}\n`).join(''))
    await (await open()).leave()
    const kept = readFileSync(history, 'utf8').split('\n')
    expect([kept.length - 1, kept[0], kept.at(-2)]).toEqual([1001, '-- 200', '\\q'])
  })

  it('loses nothing of two sessions at once', async () => {
    const [one, two] = [await open(), await open()]
    await one.type(`select 'one';${keys.enter}`, /─+\none\n/)
    await two.type(`select 'two';${keys.enter}`, /─+\ntwo\n/)
    await one.leave()
    await two.leave()
    const kept = readFileSync(history, 'utf8')
    expect(kept).toContain("select 'one';\n")
    expect(kept).toContain("select 'two';\n")
  })

  it('completes tables, also without their schema, then columns of the tables named', async () => {
    const { type, leave } = await open()
    // the terminal shows what a key adds, or the whole line where it replaces a word
    await type('select count(*) from mar', 'mar')
    await type(keys.tab, 'ts.')
    await type('c', 'c')
    await type(keys.tab, 'ontacts')
    await type(' c where c.bran', 'bran')
    await type(keys.tab, 'ch_id')
    await type(" = 'N1' and chan", 'chan')
    await type(keys.tab, 'nel')
    await type(` = 'phone';${keys.enter}`, /count_star\(\)\s+─+\s+1\n/)
    await type('from contact_r', 'contact_r')
    await type(keys.tab, 'from reference.contact_reasons')
    await type(`;${keys.enter}`, 'R01')
    await leave()
  })

  it('completes its own commands, tables after \\d and indicators after \\metric', async () => {
    const { type, leave } = await open()
    await type('\\me', '\\me')
    await type(keys.tab, 'tric')
    await type(' connect_rate_', 'connect_rate_')
    await type(keys.tab, 'gross')
    await type(keys.enter, 'connect_rate_gross  ')
    await type('\\d reference.', 'reference.')
    await type(keys.tab, 'contact_reasons')
    await type(keys.enter, /reason_code +VARCHAR/)
    await leave()
  })

  it('throws a begun statement away on Ctrl-C', async () => {
    const { type, leave } = await open()
    await type(`select 1 as${keys.enter}`, '  -> ')
    await type(`nonsense${keys.interrupt}`, /\^C\n[\s\S]*csq> /)
    await type(`select 42 as answer;${keys.enter}`, /answer\s+─+\s+42/)
    await leave()
  })

  it('stops a query on Ctrl-C and goes on', async () => {
    const { type, leave, input } = await open()
    const forever = 'select count(*) from range(100000000000) a, range(1000) b;'
    setTimeout(() => input.write(keys.interrupt), 500)
    await type(`${forever}${keys.enter}`, 'stopped')
    await type(`select 42 as answer;${keys.enter}`, /answer\s+─+\s+42/)
    await leave()
  })

  it('ends with Ctrl-D', async () => {
    const { input, ended } = await open()
    input.write(keys.end)
    await ended
  })
})

describe('a load beside the prompt', () => {
  it('does not hold it up: it reads the old warehouse meanwhile and the new one after', async () => {
    const { type, leave } = await open()
    const count = 'select count(*) as contacts from marts.contacts;'
    const writer = await openWriter(context.workspace)
    try {
      await writer.run(`insert into marts.contacts values (2, 'phone', 'N2')`)
      await type(`${count}${keys.enter}`, /contacts\s+─+\s+1\n/)
      const out = join(home, 'meanwhile.csv')
      await sqlCommand(context, count, { out })
      expect(readFileSync(out, 'utf8')).toBe('contacts\n1\n')
    } finally {
      await writer.publish()
    }
    const shown = await type(`${count}${keys.enter}`, /contacts\s+─+\s+2\n/)
    expect(shown).toContain('The warehouse was replaced')
    await leave()
  })

  it.skipIf(!existsSync('/usr/bin/script'))(
    'does not hold up the program itself, on a pseudo terminal',
    async () => {
      const writer = await openWriter(context.workspace)
      try {
        const said = await onPseudoTerminal('select 6 * 7 as answer;\n\\q\n')
        expect(said).toContain('Read-only SQL')
        expect(said).toMatch(/answer\s+─+\s+42/)
      } finally {
        await writer.discard()
      }
    },
  )
})

/** Types into `csq sql` as the program that a person starts; resolves to its screen when it ends. */
async function onPseudoTerminal(typed: string): Promise<string> {
  const program = `${process.execPath} cli/csq.mjs sql --home ${home}`
  const child = spawn('script', ['-qec', program, '/dev/null'], {
    cwd: programRoot,
    env: { ...process.env, TERM: 'xterm' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let screen = ''
  child.stdout.on('data', (chunk: Buffer) => {
    screen += chunk.toString('utf8')
  })
  const ended = new Promise((resolve) => child.once('close', resolve))
  await until(() => screen.includes('csq> '))
  child.stdin.write(typed)
  await ended
  return screen
}
