import { replaceAll } from './mask-steps.ts'

const gap = '[ -]?'
const surname = '[王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许韩冯邓曹彭曾]'

/** Steps for the start of a refused cell: any long number, any e-mail address, names with a title. */
export const shownSteps = [
  replaceAll(String.raw`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+`, '[邮箱]'),
  replaceAll(`(^|[^0-9])[1-9](${gap}[0-9]){16}${gap}[0-9Xx]([^0-9]|$)`, String.raw`\1[证件号]\3`),
  replaceAll(`[0-9](${gap}[0-9]){12,18}`, '[卡号]'),
  replaceAll(`(\\+?86${gap})?1${gap}[3-9](${gap}[0-9]){9}`, '[电话]'),
  replaceAll('0[0-9]{2,3}[ -][0-9]{7,8}', '[电话]'),
  replaceAll('[A-Za-z]{1,4}[0-9]{6,}', '[编号]'),
  replaceAll('[0-9]{7,}', '[号码]'),
  replaceAll(
    `(客户|联系人|姓名|户名|本人|我叫)([:： ]?)${surname}.{1,2}|${surname}.{0,2}(先生|女士|小姐)`,
    String.raw`\1\2[姓名]\3`,
  ),
]
