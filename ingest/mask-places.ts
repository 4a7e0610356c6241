import { gap } from './mask-numbers.ts'
import { type MaskStep, replaceAll, twice } from './mask-steps.ts'

/** The characters of a plate behind province and letter: five, of which three and more are digits. */
const plateEnds = ['D', 'L']
  .flatMap((a) =>
    ['D', 'L'].flatMap((b) =>
      ['D', 'L'].flatMap((c) =>
        ['D', 'L'].flatMap((d) => ['D', 'L'].map((e) => a + b + c + d + e)),
      ),
    ),
  )
  .filter((each) => each.replaceAll('D', '').length <= 2)
  .map((each) => each.replaceAll('D', '[0-9]').replaceAll('L', '[A-HJ-NP-Z]'))
const plate = `([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼])[A-HJ-NP-Z][ .\\x{00B7}\\x{2022}\\x{30FB}-]?(?:[DF][A-HJ-NP-Z0-9][0-9]{4}|[0-9]{5}[DF]|[0-9]{4}[学警港澳挂]|${plateEnds.join('|')})`

const number = (least: number, most: number) =>
  `[0-9](?:(?:${gap})?[0-9]){${least - 1},${most - 1}}`
const link = '[ :：#是为码]{0,4}'

/** Steps for what has a form or a word of its own: e-mail, plates, accounts, rooms. */
export const maskPlaces: readonly MaskStep[] = [
  replaceAll(
    '[A-Za-z0-9._%+-]+ ?(?:@|(?i:[(\\[]at[)\\]])) ?[A-Za-z0-9-]+(?:[.。][A-Za-z0-9-]+)+',
    '[邮箱]',
  ),
  twice(`(?i:${plate})([^A-Za-z0-9]|$)`, '[车牌]\\2'),
  replaceAll(
    `([账帐]号${link}|(?i:(?:account|acct|a/c)(?: (?:number|no\\.?))?(?: is)?)[ :#]{0,3})${number(7, 30)}`,
    '\\1[账号]',
  ),
  replaceAll(
    '(?:[0-9]{1,5}[号弄]院?)?[0-9A-Za-z]{1,3}(?:号楼|[栋幢座])(?:[0-9]{1,2}单元[0-9]{2,4}[室房号户]?|[0-9]{2,4}[室房户])',
    '[地址]',
  ),
]
