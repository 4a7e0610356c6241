import { type Random, weighted } from './random.ts'

/** Why people contact the bank, how long it takes, and who answers for it. */
export interface ReasonProfile {
  readonly reason_code: string
  readonly weight: number
  /** Median talk time in seconds. */
  readonly talk: number
  readonly department_id: string
  readonly products: readonly [string, ...string[]]
  /** Against the average chance of a second contact. */
  readonly repeat: number
  /** Share that is settled without a person where the channel has self-service. */
  readonly selfService: number
}

type Line = readonly [string, number, number, string, number, number, string, ...string[]]

const lines: readonly Line[] = [
  ['R01', 9, 120, 'D04', 0.7, 0.5, 'B0101', 'B0102'],
  ['R02', 5, 240, 'D05', 1.25, 0.1, 'B0101', 'B0204'],
  ['R03', 3, 250, 'D06', 0.9, 0.1, 'B0101', 'B0204'],
  ['R04', 3, 200, 'D05', 0.9, 0.2, 'B1202'],
  ['R05', 4, 190, 'D04', 0.7, 0.3, 'B0204', 'B0201'],
  ['R06', 4, 150, 'D04', 0.8, 0.4, 'B0201'],
  ['R07', 9, 170, 'D02', 0.8, 0.45, 'B0205'],
  ['R08', 4, 180, 'D02', 1, 0.3, 'B0205'],
  ['R09', 4, 230, 'D02', 1, 0.2, 'B0205'],
  ['R10', 3, 240, 'D02', 1.2, 0.15, 'B0205'],
  ['R11', 3, 380, 'D02', 1.5, 0.02, 'B0205'],
  ['R12', 3, 140, 'D02', 1.2, 0.4, 'B0205'],
  ['R13', 5, 260, 'D05', 1.35, 0.1, 'B0501', 'B0503'],
  ['R14', 3, 170, 'D01', 0.8, 0.4, 'B0503'],
  ['R15', 3, 200, 'D01', 1, 0.25, 'B0504', 'B0503'],
  ['R16', 2, 200, 'D05', 1, 0.2, 'B0603'],
  ['R17', 6, 210, 'D01', 1.3, 0.2, 'B0503'],
  ['R18', 5, 180, 'D01', 0.8, 0.4, 'B0503'],
  ['R19', 2, 260, 'D01', 1.1, 0.15, 'B0503'],
  ['R20', 4, 280, 'D03', 0.9, 0.15, 'B0301'],
  ['R21', 3, 300, 'D03', 1.2, 0.1, 'B0301', 'B0302'],
  ['R22', 3, 220, 'D03', 1.3, 0.25, 'B0302', 'B0303'],
  ['R23', 3, 330, 'D04', 0.8, 0.15, 'B0401', 'B0403'],
  ['R24', 2, 280, 'D04', 1.2, 0.1, 'B0402', 'B0401'],
  ['R25', 1.5, 320, 'D04', 0.9, 0.1, 'B0601', 'B0602'],
  ['R26', 2.5, 260, 'D05', 1.2, 0.1, 'B0799', 'B0701'],
  ['R27', 2, 130, 'D05', 0.7, 0.5, 'B0701'],
  ['R28', 2, 360, 'D05', 1.2, 0.01, 'B0203', 'B0205'],
  ['R29', 1, 320, 'D05', 1, 0.1, 'B0802', 'B0801'],
  ['R30', 3, 100, 'D06', 0.5, 0.6, 'B9999'],
  ['R31', 2, 190, 'D06', 0.9, 0.1, 'B1101'],
  ['R32', 1, 280, 'D05', 1.1, 0.1, 'B1201'],
]

const reasonProfiles: readonly ReasonProfile[] = lines.map(
  ([reason_code, weight, talk, department_id, repeat, selfService, first, ...more]) => ({
    reason_code,
    weight,
    talk,
    department_id,
    products: [first, ...more],
    repeat,
    selfService,
  }),
)

/** A reason by its share of all contacts. */
export const drawReason: (random: Random) => ReasonProfile = weighted(
  reasonProfiles.map((profile) => [profile, profile.weight] as const),
)
