/** Why a record is held back: the codes of `ops.rejected_rows`, in words, and what to do. */
export const reasons: Readonly<
  Record<
    string,
    { readonly zh: string; readonly en: string; readonly todo: string; readonly todoZh: string }
  >
> = {
  missing_required: {
    zh: '必填项为空',
    en: 'a required cell is empty',
    todo: 'ask the sending team to fill it and deliver the record again',
    todoZh: '请发送方补填该栏后重新送达',
  },
  not_a_timestamp: {
    zh: '时间无法识别',
    en: 'not an instant',
    todo: 'write 2026-09-01 08:00:00, with an offset where it is not local time',
    todoZh: '请写成 2026-09-01 08:00:00；非本地时间须带时区',
  },
  not_a_day: {
    zh: '日期无法识别',
    en: 'not a day',
    todo: 'write 2026-09-01',
    todoZh: '请写成 2026-09-01',
  },
  not_a_month: {
    zh: '月份无法识别',
    en: 'not a month',
    todo: 'write 2026-09',
    todoZh: '请写成 2026-09',
  },
  not_a_number: {
    zh: '不是数字',
    en: 'not a number, or not a whole one',
    todo: 'write digits without a unit',
    todoZh: '请只写数字，不带单位',
  },
  not_a_boolean: {
    zh: '不是“是/否”',
    en: 'neither yes nor no',
    todo: 'write 是 or 否, true or false',
    todoZh: '请写“是”或“否”',
  },
  unknown_code: {
    zh: '代码不在清单内',
    en: 'a code that the contract does not list',
    todo: 'correct it, or map the source code in `channel_codes`',
    todoZh: '请改正代码；或在 channel_codes 或数据源定义中登记该代码',
  },
  out_of_range: {
    zh: '数值超出范围',
    en: 'a number outside its range',
    todo: 'correct the record in its system',
    todoZh: '请在来源系统中更正该数值',
  },
  rating_above_scale: {
    zh: '评分高于量表',
    en: 'a rating above its scale',
    todo: 'check which scale the survey used',
    todoZh: '请核对问卷使用的量表',
  },
  closed_before_received: {
    zh: '办结早于收到',
    en: 'a complaint closed before it was received',
    todo: 'correct the times in the complaint system',
    todoZh: '请在投诉系统中更正时间',
  },
  wrong_column_count: {
    zh: '列数不符',
    en: 'more or fewer cells than the header',
    todo: 'look for a delimiter or line end within an unquoted cell',
    todoZh: '请检查单元格内是否有未加引号的分隔符或换行',
  },
  broken_quotes: {
    zh: '引号不配对',
    en: 'a quote that does not end',
    todo: 'double the quotes within a quoted cell',
    todoZh: '单元格内的引号须成对书写',
  },
  bad_json: {
    zh: '整行格式损坏',
    en: 'a line that is no JSON object',
    todo: 'look whether the delivery was cut off',
    todoZh: '请检查文件是否被截断',
  },
  unreadable_line: {
    zh: '无法读取',
    en: 'a line that cannot be read',
    todo: 'look at the line in the file',
    todoZh: '请查看文件中的该行',
  },
  repeated_header: {
    zh: '重复的表头',
    en: 'the header once more, as in files that were joined',
    todo: 'nothing is lost; discard it, or ask for one file per export',
    todoZh: '不影响数据，可直接作废；或请发送方分文件导出',
  },
}
