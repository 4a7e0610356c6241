import type { Row } from './columns.ts'
import { improvementIssues } from './improvement-issues.ts'
import { day, dayOf, monthOf, monthStart, parseDay } from './local-time.ts'
import type { People } from './people.ts'
import type { Random } from './random.ts'

/** An inspection that was not passed and so calls for coaching. */
export interface FailedInspection {
  readonly inspection_id: string
  readonly agent_id: string
  readonly inspected_at: number
}

/** Improvement issues as they stood at `end`; the status follows from the dates reached. */
export function makeIssues(start: number, end: number): Row[] {
  const known = (value: string) => (value !== '' && parseDay(value) < end ? value : '')
  return improvementIssues
    .filter(({ opened_on }) => parseDay(opened_on) >= start && parseDay(opened_on) < end)
    .map(({ analysed_on, is_rejected, ...issue }, index) => {
      const dates = {
        pilot_started_on: known(issue.pilot_started_on),
        pilot_ended_on: known(issue.pilot_ended_on),
        rolled_out_on: known(issue.rolled_out_on),
        verified_on: known(issue.verified_on),
      }
      const status = is_rejected
        ? 'rejected'
        : dates.verified_on !== ''
          ? parseDay(dates.verified_on) + 60 * day < end
            ? 'closed'
            : 'verified'
          : dates.rolled_out_on !== ''
            ? 'rolled_out'
            : dates.pilot_started_on !== ''
              ? 'piloting'
              : known(analysed_on) !== ''
                ? 'analysed'
                : 'raised'
      return {
        issue_id: `GJ${String(index + 1).padStart(3, '0')}`,
        title: issue.title,
        source: issue.source,
        opened_on: issue.opened_on,
        cause_code: issue.cause_code,
        product_code: issue.product_code,
        process_step: issue.process_step,
        department_id: issue.department_id,
        owner: issue.owner,
        status,
        root_cause: status === 'raised' ? '' : issue.root_cause,
        pilot_units: issue.pilot_units,
        control_units: issue.control_units,
        ...dates,
        indicator: issue.indicator,
        expected_delta: issue.expected_delta,
        note: issue.note,
      }
    })
}

/** Coaching after failed inspections; about two in three get it, most within ten days. */
export function makeCoaching(
  failed: readonly FailedInspection[],
  end: number,
  random: Random,
): Row[] {
  const plans = [
    '规范结束语并邀请评价',
    '跟听两通优秀录音',
    '学习收费标准并复测',
    '情景演练：投诉安抚',
    '身份核验流程复训',
  ]
  const rows: Row[] = []
  for (const { inspection_id, agent_id, inspected_at } of failed) {
    const coached = inspected_at + (1 + random.int(12)) * day
    if (!random.chance(0.66) || coached >= end) continue
    const reviewed = coached + (25 + random.int(15)) * day
    rows.push({
      coaching_id: `FD${String(rows.length + 1).padStart(4, '0')}`,
      agent_id,
      inspection_id,
      kind: random.pick(['talk', 'side_by_side', 'after_event', 'after_event']),
      coached_on: dayOf(coached),
      plan: random.pick(plans),
      due_on: dayOf(coached + 30 * day),
      reviewed_on: reviewed < end ? dayOf(reviewed) : '',
      outcome: reviewed < end ? random.pick(['已改善', '已改善', '基本达到要求', '继续跟踪']) : '',
    })
  }
  return rows
}

/** New-hire training, and each quarter one topic course and one case-sharing session. */
export function makeTraining(people: People, start: number, end: number, random: Random): Row[] {
  const topics = [
    '投诉安抚与首问负责',
    '信用卡收费标准',
    '反诈识别与报告',
    '手机银行新版功能',
    '个人信息保护',
    '清晰说明与告知',
  ]
  const rows: Row[] = []
  const add = (
    course: string,
    kind: string,
    topic: string,
    agentId: string,
    on: number,
    hours: number,
  ) => {
    const score = Math.min(100, Math.round(86 + 8 * random.normal()))
    rows.push({
      training_id: `PX${String(rows.length + 1).padStart(5, '0')}`,
      course,
      kind,
      topic,
      agent_id: agentId,
      trained_on: dayOf(on),
      hours,
      score,
      is_passed: score >= 75,
    })
  }
  for (const { agent_id, hired } of people.agents) {
    if (hired >= start && hired + 10 * day < end)
      add('新员工岗前培训', 'new_hire', '服务规范', agent_id, hired + 5 * day, 40)
  }
  let quarter = 0
  for (let month = monthStart(start); month < end; month = monthStart(month, 3)) {
    const topic = topics[quarter % topics.length] ?? ''
    quarter += 1
    for (const { agent_id, hired } of people.agents) {
      const on = month + (30 + random.int(20)) * day
      if (hired > on || on >= end) continue
      if (random.chance(0.3)) add(`专题培训：${topic}`, 'topic', topic, agent_id, on, 3)
      else if (random.chance(0.15))
        add('典型投诉案例分享', 'case_sharing', topic, agent_id, on, 1.5)
    }
  }
  return rows
}

/** The six steps of Article 11 for every month and every full quarter. */
export function makeEvalPlan(start: number, end: number, random: Random): Row[] {
  const rows: Row[] = []
  for (let month = monthStart(start); month < end; month = monthStart(month, 1)) {
    const next = monthStart(month, 1)
    rows.push(...planFor(monthOf(month), month, next, end, random))
    const isQuarterEnd = new Date(next).getUTCMonth() % 3 === 0
    const quarterStart = monthStart(next, -3)
    if (!isQuarterEnd || quarterStart < start) continue
    const quarter = Math.floor(new Date(month).getUTCMonth() / 3) + 1
    rows.push(
      ...planFor(
        `${new Date(month).getUTCFullYear()}-Q${quarter}`,
        quarterStart,
        next,
        end,
        random,
      ),
    )
  }
  return rows
}

function planFor(periodId: string, from: number, to: number, end: number, random: Random): Row[] {
  const dueDays = [from - 5 * day, to, to + 3 * day, to + 5 * day, to + 8 * day, to + 15 * day]
  const owners = [
    '质量管理岗',
    '数据采集岗',
    '质检组',
    '质量管理岗',
    '客户服务管理部',
    '各责任部门',
  ]
  return dueDays.map((due, index) => {
    const done = due + (random.chance(0.85) ? -random.int(3) : 1 + random.int(4)) * day
    return {
      plan_id: `PG-${periodId}`,
      period_id: periodId,
      step: index + 1,
      due_on: dayOf(due),
      done_on: done < end ? dayOf(done) : '',
      owner: owners[index] ?? '',
      note: done > due && done < end ? '数据补报，顺延' : '',
    }
  })
}
