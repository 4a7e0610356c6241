import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { staff } from './build-rows.ts'
import { runChild } from './child.ts'

/** A workspace in `home` with reference tables loaded and so many contacts in its landing tables. */
export async function makeBuildWorkspace(home: string, contacts: number): Promise<void> {
  for (const [file, text] of Object.entries(referenceFiles(contacts))) {
    const path = join(home, 'inbox', file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  await runChild('cli/csq.mjs', ['load', '--home', home, '--json'], z.unknown())
  await addRows(home, 'all', contacts)
}

/** Lands all days, or one past day once more with new rows. */
export async function addRows(home: string, which: 'all' | 'late', contacts: number) {
  return runChild(
    'bench/sides/build-data.ts',
    [join(home, 'warehouse.duckdb'), which, String(contacts)],
    z.record(z.string(), z.number()),
  )
}

function referenceFiles(contacts: number): Readonly<Record<string, string>> {
  const { agents, teams, branches } = staff(contacts)
  const numbers = (count: number) => Array.from({ length: count }, (_, number) => number)
  const agent = (number: number) =>
    `A${10_000 + number},T${number % teams},班组${number % teams},D0${number % 7},2020-01-01`
  const branch = (number: number) => `B${1000 + number},网点${number},D0${number % 7}`
  const months = numbers(24).map((month) =>
    new Date(Date.UTC(2024, 9 + month, 1)).toISOString().slice(0, 7),
  )
  const exposure = (month: string) =>
    ['', 'D01', 'D02', 'D03'].map((department) => `${month},${department},,1000000,${branches},0`)
  return {
    'agents/agents.csv': lines(
      'agent_id,team_id,team_name,department_id,hired_on',
      numbers(agents).map(agent),
    ),
    'branches/branches.csv': lines(
      'branch_id,name_zh,department_id',
      numbers(branches).map(branch),
    ),
    'exposure/exposure.csv': lines(
      'month,department_id,product_code,customers,outlets,transactions',
      months.flatMap(exposure),
    ),
  }
}

function lines(header: string, rows: readonly string[]): string {
  return `${[header, ...rows].join('\n')}\n`
}
