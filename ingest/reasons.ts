/** Why a record is held back: the codes of `ops.rejected_rows`, in words, and what to do. */
export const reasons: Readonly<
  Record<string, { readonly zh: string; readonly en: string; readonly todo: string }>
> = {
  missing_required: {
    zh: '必填项为空',
    en: 'a required cell is empty',
    todo: 'ask the sending team to fill it and deliver the record again',
  },
  not_a_timestamp: {
    zh: '时间无法识别',
    en: 'not an instant',
    todo: 'write 2026-09-01 08:00:00, with an offset where it is not local time',
  },
  not_a_day: { zh: '日期无法识别', en: 'not a day', todo: 'write 2026-09-01' },
  not_a_month: { zh: '月份无法识别', en: 'not a month', todo: 'write 2026-09' },
  not_a_number: {
    zh: '不是数字',
    en: 'not a number, or not a whole one',
    todo: 'write digits without a unit',
  },
  not_a_boolean: {
    zh: '不是“是/否”',
    en: 'neither yes nor no',
    todo: 'write 是 or 否, true or false',
  },
  unknown_code: {
    zh: '代码不在清单内',
    en: 'a code that the contract does not list',
    todo: 'correct it, or map the source code in `channel_codes`',
  },
  out_of_range: {
    zh: '数值超出范围',
    en: 'a number outside its range',
    todo: 'correct the record in its system',
  },
  rating_above_scale: {
    zh: '评分高于量表',
    en: 'a rating above its scale',
    todo: 'check which scale the survey used',
  },
  closed_before_received: {
    zh: '办结早于收到',
    en: 'a complaint closed before it was received',
    todo: 'correct the times in the complaint system',
  },
  wrong_column_count: {
    zh: '列数不符',
    en: 'more or fewer cells than the header',
    todo: 'look for a delimiter or line end within an unquoted cell',
  },
  broken_quotes: {
    zh: '引号不配对',
    en: 'a quote that does not end',
    todo: 'double the quotes within a quoted cell',
  },
  bad_json: {
    zh: '整行格式损坏',
    en: 'a line that is no JSON object',
    todo: 'look whether the delivery was cut off',
  },
  unreadable_line: {
    zh: '无法读取',
    en: 'a line that cannot be read',
    todo: 'look at the line in the file',
  },
}
