import { at, type Random, weighted } from './random.ts'

/** What a complaint is about and who answers for it. */
export interface Subject {
  readonly causeCode: string
  readonly subCauseCode: string
  readonly productCode: string
  readonly departmentId: string
  readonly processStep: string
  readonly bizChannelCode: string
  readonly rootCauseCode: string
}

type Weights = readonly (readonly [string, number])[]

interface CauseMix {
  readonly weight: number
  /** Weights of the sub-causes in code order. */
  readonly subs: readonly number[]
  readonly products: Weights
  readonly steps: Weights
  readonly roots: Weights
}

const cards: Weights = [
  ['B0205', 6],
  ['B0201', 2],
  ['B0204', 2],
]
const causes: Readonly<Record<string, CauseMix>> = {
  C01: mix(
    14,
    [4, 3, 4, 4],
    [...cards, ['B0101', 4], ['B0301', 2], ['B1101', 2], ['B0401', 1]],
    [
      ['after_sales', 5],
      ['servicing', 4],
      ['transaction', 3],
    ],
    [
      ['people', 7],
      ['process', 3],
    ],
  ),
  C02: mix(
    10,
    [5, 2, 3, 2],
    [
      ['B0503', 5],
      ['B0501', 3],
      ['B0205', 2],
      ['B1101', 2],
      ['B0101', 2],
    ],
    [
      ['transaction', 8],
      ['servicing', 2],
    ],
    [
      ['system', 9],
      ['third_party', 1],
    ],
  ),
  C03: mix(
    17,
    [3, 3, 6, 3],
    [
      ['B0204', 5],
      ['B0101', 4],
      ['B0301', 3],
      ['B0302', 2],
      ['B0501', 3],
      ['B1202', 2],
    ],
    [
      ['application', 3],
      ['approval', 3],
      ['servicing', 4],
      ['account_opening', 2],
      ['closing', 1],
    ],
    [
      ['process', 7],
      ['external', 2],
      ['customer', 1],
    ],
  ),
  C04: mix(
    8,
    [4, 4, 3],
    [
      ['B0205', 5],
      ['B0401', 3],
      ['B0602', 3],
      ['B0302', 2],
    ],
    [
      ['marketing', 9],
      ['contract', 1],
    ],
    [
      ['people', 5],
      ['process', 3],
      ['third_party', 2],
    ],
  ),
  C05: mix(
    8,
    [5, 3, 2],
    [
      ['B0301', 3],
      ['B0205', 4],
      ['B0401', 3],
      ['B0701', 1],
    ],
    [
      ['marketing', 3],
      ['contract', 4],
      ['servicing', 3],
    ],
    [
      ['process', 5],
      ['people', 4],
      ['customer', 1],
    ],
  ),
  C06: mix(
    4,
    [4, 5],
    [
      ['B0602', 3],
      ['B0205', 3],
      ['B0301', 2],
      ['B0701', 2],
    ],
    [
      ['application', 5],
      ['contract', 4],
    ],
    [
      ['people', 6],
      ['process', 3],
    ],
  ),
  C07: mix(
    15,
    [4, 5, 4, 0, 4],
    [
      ['B0205', 6],
      ['B0799', 2],
      ['B0701', 2],
      ['B0501', 1],
      ['B0101', 1],
    ],
    [
      ['billing', 8],
      ['repayment', 2],
    ],
    [
      ['product', 5],
      ['process', 3],
      ['customer', 2],
    ],
  ),
  C08: mix(
    5,
    [5, 4],
    [
      ['B0401', 4],
      ['B0402', 2],
      ['B0403', 3],
      ['B0601', 3],
      ['B0902', 1],
    ],
    [
      ['servicing', 6],
      ['closing', 3],
    ],
    [
      ['product', 4],
      ['external', 4],
      ['customer', 2],
    ],
  ),
  C09: mix(
    4,
    [4, 5],
    [
      ['B0301', 4],
      ['B0302', 3],
      ['B0205', 2],
      ['B0602', 2],
    ],
    [
      ['contract', 7],
      ['closing', 3],
    ],
    [
      ['product', 6],
      ['customer', 3],
    ],
  ),
  C10: mix(
    7,
    [4, 4, 3],
    [
      ['B0203', 4],
      ['B0205', 2],
      ['B0501', 4],
      ['B0504', 2],
    ],
    [
      ['transaction', 9],
      ['after_sales', 1],
    ],
    [
      ['external', 5],
      ['system', 2],
      ['customer', 3],
    ],
  ),
  C11: mix(
    5,
    [4, 3, 4],
    [
      ['B1201', 4],
      ['B1202', 4],
      ['B0302', 2],
    ],
    [
      ['servicing', 5],
      ['application', 3],
      ['after_sales', 2],
    ],
    [
      ['process', 5],
      ['people', 3],
      ['system', 2],
    ],
  ),
  C12: mix(
    9,
    [5, 3, 2],
    [
      ['B1302', 5],
      ['B1301', 4],
    ],
    [['repayment', 1]],
    [
      ['third_party', 6],
      ['people', 3],
      ['process', 1],
    ],
  ),
  C99: mix(
    4,
    [4, 4],
    [
      ['B9999', 4],
      ['B0602', 2],
      ['B0504', 2],
    ],
    [
      ['after_sales', 5],
      ['servicing', 3],
    ],
    [
      ['external', 4],
      ['third_party', 4],
    ],
  ),
}

const drawCause = weighted(
  Object.entries(causes).map(([code, { weight }]) => [code, weight] as const),
)

const ownerByProduct: Readonly<Record<string, string>> = {
  B0101: 'D04',
  B0201: 'D04',
  B0203: 'D05',
  B0204: 'D05',
  B0205: 'D02',
  B0301: 'D03',
  B0302: 'D03',
  B0401: 'D04',
  B0402: 'D04',
  B0403: 'D04',
  B0501: 'D05',
  B0503: 'D01',
  B0504: 'D01',
  B0601: 'D04',
  B0602: 'D04',
  B0701: 'D05',
  B0799: 'D05',
  B0902: 'D04',
  B1101: 'D06',
  B1201: 'D05',
  B1202: 'D05',
  B1301: 'D02',
  B1302: 'D02',
  B9999: 'D06',
}

/** A subject by its share; a cause, sub-cause or product that is given stays. */
export function drawSubject(
  random: Random,
  fixed: Partial<Record<'cause' | 'sub' | 'product', string>> = {},
): Subject {
  const causeCode = fixed.cause ?? drawCause(random)
  const cause = causes[causeCode]
  if (!cause) throw new RangeError(`no cause ${causeCode}`)
  const productCode = fixed.product ?? weighted(cause.products)(random)
  const subCauseCode =
    fixed.sub ??
    weighted(cause.subs.map((weight, index) => [`${causeCode}0${index + 1}`, weight] as const))(
      random,
    )
  const processStep = weighted(cause.steps)(random)
  return {
    causeCode,
    subCauseCode,
    productCode,
    departmentId: owner(causeCode, productCode, random),
    processStep,
    bizChannelCode: businessChannel(causeCode, random),
    rootCauseCode: weighted(cause.roots)(random),
  }
}

function owner(causeCode: string, productCode: string, random: Random): string {
  if (causeCode === 'C01' && random.chance(0.4)) return 'D06'
  if (causeCode === 'C02' && random.chance(0.6)) return 'D01'
  return ownerByProduct[productCode] ?? 'D04'
}

/** Facet A of the standard: counter, machine, online banking, phone, app, public platform, other. */
function businessChannel(causeCode: string, random: Random): string {
  const counter = causeCode === 'C01' || causeCode === 'C04' ? 5 : 3
  const codes = ['A0101', 'A0102', 'A0103', 'A0104', 'A0105', 'A0106', 'A0108', 'A0201']
  const weights = [counter, 1, 1, 2, 4, 0.7, 0.8, causeCode === 'C12' ? 8 : 1]
  return weighted(codes.map((code, index) => [code, at(weights, index)] as const))(random)
}

function mix(
  weight: number,
  subs: readonly number[],
  products: Weights,
  steps: Weights,
  roots: Weights,
): CauseMix {
  return { weight, subs, products, steps, roots }
}
