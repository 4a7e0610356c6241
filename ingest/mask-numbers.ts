import { literal } from '../core/sql.ts'
import { isCardSql, isIdentitySql, isOldIdentitySql } from './mask-check-digits.ts'
import { type MaskStep, replaceAll } from './mask-steps.ts'

/** What people put between the digits of one number, a line break too. */
export const gap = String.raw`[ \t\r\n\x{00A0}\x{3000}_\x{00B7}\x{2010}-\x{2015}\x{2212}\x{FF0D}-]{1,3}`
const loose = `(?:${gap})?`
const chineseDigits = '〇零一幺二三四五六七八九壹贰叁肆伍陆柒捌玖'
const asDigits = '001123456789123456789'

/** How numbers are written, the most telling form first. */
const forms = [
  String.raw`[(（]?\+[0-9](?:[ ()（）._-]{0,3}[0-9]){7,20}`,
  `[(（]0[0-9]{2,3}[)）]${loose}[2-9](?:${loose}[0-9]){6,7}`,
  '(?:19|20)[0-9]{2}[-/.][0-9]{1,2}[-/.][0-9]{1,2}',
  `[1-8][0-9]{5}${loose}(?:18|19|20)[0-9]{2}${loose}[0-9]{2}${loose}[0-9]{2}${loose}[0-9]{3}${loose}[0-9Xx]`,
  `(?:(?:00)?86${loose})?1[3-9][0-9](?:${loose}[0-9]){8}`,
  String.raw`1[3-9][0-9]\.[0-9]{4}\.[0-9]{4}`,
  `62(?:${loose}[0-9]){11,17}`,
  `[0-9]{4}(?:${gap}[0-9]{4}){2}${gap}[0-9]{1,4}(?:${gap}[0-9]{1,4})?`,
  `[3-69][0-9]{5}${gap}[0-9]{7,13}`,
  `[0-9]{4}${gap}[0-9]{6}${gap}[0-9]{4,5}`,
  `0[0-9]{2,3}${gap}[2-9][0-9]{2,3}${loose}[0-9]{4}`,
  `[48]00${gap}[0-9]{3,4}${gap}[0-9]{3,4}`,
  `[2-9][0-9]{2}${gap}[0-9]{3}${gap}[0-9]{4}`,
  `[0-9]{3,6}(?:${gap}[0-9]{3,6}){3,6}`,
  `[0-9](?:${gap}[0-9]){10,18}`,
  '0[xX][0-9A-Fa-f]{1,8}',
  '[0-9]{7,}[.][0-9]{1,4}',
  '[0-9]{7,}',
]
const chineseForm = `[${chineseDigits}](?:${loose}[${chineseDigits}]){6,}`

/** Signs that no text has (the caller removes them); a number found stands between them. */
const start = '\u0001'
const end = '\u0002'

const day = '(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])'
const instant = `${day}(?:(?:[01][0-9]|2[0-4])[0-5][0-9](?:[0-5][0-9])?)?`
const units =
  '^ ?(?:[多余]?[万亿]|元|块|圆|美元|美金|日元|円|港[币元]|韩元|欧元|英镑|积分|分|股|份|笔|人|户|yuan|RMB|CNY|USD|JPY|dollars|points)'
const currency =
  '(?:[¥￥$€£]|RMB|CNY|USD|JPY|HKD|EUR|人民币|金额|余额|本金|合计|共计|总计|赔偿|amount|balance)[ 为是:：约]{0,3}$'

/** The word before a number that says what it is; nothing but these signs stand between. */
const isCalled = (words: string) =>
  `regexp_matches(it.before, ${literal(`(?:${words})(?: ?(?i:number|no|id)\\.?)?(?: is)?[ 号码是为:：#.（(]{0,4}$`)})`
const isInWord = `regexp_matches(it.before, '[A-Za-z]$')`
const isLike = (field: string, pattern: string) => `regexp_full_match(it.${field}, '${pattern}')`

/**
 * What a number is; the first that holds decides, and null leaves the number as it stands.
 * `it` has the number as written, its digits, and the text before and after it.
 */
const kinds: readonly (readonly [holds: string, label: string | null])[] = [
  [`length(it.digits) < 7`, null],
  [`length(it.digits) < 13 and ${isLike('number', `[0-9]{3,6}(${gap}[0-9]{3,6}){3,}`)}`, null],
  [`${isLike('digits', instant)} and not ${isInWord}`, null],
  [
    isLike('number', '[12][0-9]{3}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|0[xX].+|一二三四五六七八?九?'),
    null,
  ],
  [isLike('digits', '((00)?86)?1[3-9][0-9]{9}'), '[电话]'],
  [isIdentitySql('it.digits'), '[证件号]'],
  [isCardSql('it.digits'), '[卡号]'],
  [isCalled('卡|(?i:card)'), '[卡号]'],
  [isCalled('[账帐][号户]|(?i:account|acct|a/c)'), '[账号]'],
  [isOldIdentitySql('it.digits'), '[证件号]'],
  [isCalled('身份证|证件|护照|通行证|(?i:passport)|ID'), '[证件号]'],
  [isLike('digits', '[48]00[0-9]{7}|0[0-9]{2,3}95[0-9]{3}'), null],
  [`it.number[1] in ('+', '(', '（')`, '[电话]'],
  [isLike('digits', '0[1-9][0-9]{1,2}[2-9][0-9]{6,7}'), '[电话]'],
  [isCalled('电话|手机|座机|致电|(?i:tel|phone|call|mobile)'), '[电话]'],
  [
    `length(regexp_extract(it.number, '[0-9]+')) <= 10 and (regexp_matches(it.after, ${literal(units)})
      or contains(it.number, '.')
      or regexp_matches(it.before, ${literal(currency)}))`,
    null,
  ],
  [isInWord, '[编号]'],
  [isLike('number', `[2-9][0-9]{2}${gap}[0-9]{3}${gap}[0-9]{4}`), '[电话]'],
  ['true', '[号码]'],
]

/**
 * The step that masks numbers of people: by form, by check digit, by the word before. Other
 * numbers of seven digits and more are masked too, but for days, amounts and service numbers.
 * A form ends at the end of a word, or takes the letter behind it along: never within a number.
 */
export const maskNumbers: MaskStep = (text) => maskPrefixes(maskForms(text))

const maskForms: MaskStep = (text) => {
  const form = literal(`(${forms.join('|')})(\\b|[A-Za-z_])|(${chineseForm})`)
  const marked = `regexp_replace(${text}, ${form}, '${start}\\1\\3${end}\\2', 'g')`
  const number = `case when contains(each[1], '${end}') then split_part(each[1], '${end}', 1) else '' end`
  const branches = kinds.map(
    ([holds, label]) => `when ${holds} then ${label === null ? 'it.number' : `'${label}'`}`,
  )
  return `list_transform([string_split(${marked}, '${start}')], lambda pieces:
    case when pieces is not null then array_to_string(list_transform(list_transform(
      list_zip(pieces, [''] || pieces[:-2]), lambda each: {
        'number': ${number},
        'before': split_part(each[2], '${end}', -1),
        'after': split_part(each[1], '${end}', -1),
        'digits': upper(regexp_replace(translate(${number}, '${chineseDigits}', '${asDigits}'), '[^0-9Xx]', '', 'g'))}),
      lambda it: case ${branches.join('\n        ')} end || it.after), '') end)[1]`
}

/** The letters before a number of a ticket or a passport are part of it. */
const maskPrefixes = replaceAll(
  String.raw`\b(?:[A-Za-z]{1,4}(\[编号\])|[A-Za-z](\[证件号\]))`,
  String.raw`\1\2`,
)
