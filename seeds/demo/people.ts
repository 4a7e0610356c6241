import { day, parseDay } from './local-time.ts'
import { at, createRandom, type Random } from './random.ts'
import type { Channel } from './volume.ts'

export interface Agent {
  readonly agent_id: string
  readonly team_id: string
  readonly team_name: string
  readonly department_id: string
  /** Local midnight. */
  readonly hired: number
  /** Standard normal: how well the agent serves. */
  readonly skill: number
  readonly speed: number
}

interface Branch {
  readonly branch_id: string
  readonly name_zh: string
}

export interface People {
  readonly agents: readonly Agent[]
  readonly branches: readonly Branch[]
  readonly customerCount: number
  /** Somebody of the channel who is hired by then, of the department's own team where it has one. */
  readonly agentFor: (channel: Channel, departmentId: string, at: number, random: Random) => Agent
}

type Floor = 'phone' | 'online' | 'branch' | 'video'

const teams: readonly (readonly [string, string, Floor])[] = [
  ['电话一组', 'D01', 'phone'],
  ['电话二组', 'D01', 'phone'],
  ['信用卡电话一组', 'D02', 'phone'],
  ['信用卡电话二组', 'D02', 'phone'],
  ['个贷电话组', 'D03', 'phone'],
  ['零售电话一组', 'D04', 'phone'],
  ['零售电话二组', 'D04', 'phone'],
  ['运营支持组', 'D05', 'phone'],
  ['在线一组', 'D01', 'online'],
  ['信用卡在线组', 'D02', 'online'],
  ['零售在线组', 'D04', 'online'],
  ['个贷在线组', 'D03', 'online'],
  ['网点服务一组', 'D06', 'branch'],
  ['网点服务二组', 'D06', 'branch'],
  ['视频银行组', 'D01', 'video'],
]

/** The invented bank's staff, branches and customers. */
export function createPeople(seed: number, start: number, contacts: number): People {
  const agents = Array.from({ length: 150 }, (_, index) => makeAgent(seed, start, index))
  const groups = groupBy(agents, (agent) => floorOf(agent))
  const byDepartment = groupBy(agents, (agent) => `${floorOf(agent)} ${agent.department_id}`)
  return {
    agents,
    branches: makeBranches(),
    customerCount: Math.max(200, Math.round(contacts * 0.3)),
    agentFor: (channel, departmentId, instant, random) => {
      const floor = floorFor(channel)
      const group = byDepartment.get(`${floor} ${departmentId}`) ?? groups.get(floor) ?? agents
      for (let tries = 0; tries < 6; tries += 1) {
        const agent = random.pick(group)
        if (agent.hired <= instant) return agent
      }
      return group.find((agent) => agent.hired <= instant) ?? at(agents, 0)
    },
  }
}

/** The customer at a position: a fixed, scattered ten-digit number after `CU`. */
export function customerId(index: number): string {
  return `CU${1_000_000_000 + ((index * 15_485_863) % 8_999_999_999)}`
}

function makeAgent(seed: number, start: number, index: number): Agent {
  const random = createRandom(seed, 'agent', index)
  const teamIndex = index % teams.length
  const [team_name, department_id] = at(teams, teamIndex)
  const isNew = index >= teams.length && random.chance(0.18)
  const hired = isNew
    ? start + random.int(700) * day
    : parseDay('2016-03-01') + random.int(2900) * day
  return {
    agent_id: `08${String(index + 1).padStart(4, '0')}`,
    team_id: teamId(teamIndex),
    team_name,
    department_id,
    hired: isNew ? hired : Math.min(hired, start - day),
    skill: random.normal(),
    speed: random.logNormal(1, 0.12),
  }
}

function groupBy(agents: readonly Agent[], keyOf: (agent: Agent) => string): Map<string, Agent[]> {
  const groups = new Map<string, Agent[]>()
  for (const agent of agents) {
    const group = groups.get(keyOf(agent))
    if (group) group.push(agent)
    else groups.set(keyOf(agent), [agent])
  }
  return groups
}

function teamId(index: number): string {
  return `T${String(index + 1).padStart(2, '0')}`
}

function floorOf(agent: Agent): Floor {
  return at(teams, Number(agent.team_id.slice(1)) - 1)[2]
}

function floorFor(channel: Channel): Floor {
  if (channel === 'branch_desk') return 'branch'
  if (channel === 'phone' || channel === 'video') return channel
  return 'online'
}

function makeBranches(): Branch[] {
  const areas = ['城东', '城西', '城南', '城北', '新区', '高新', '滨江', '临港', '大学城', '科技园']
  const kinds = ['支行', '中路支行', '广场支行', '社区支行']
  return kinds.flatMap((kind, row) =>
    areas.map((area, column) => ({
      branch_id: `0${101 + row * areas.length + column}`,
      name_zh: `${area}${kind}`,
    })),
  )
}
