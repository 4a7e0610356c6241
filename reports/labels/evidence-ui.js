/**
 * Evidence components that pages may use. Only their words are translated; a test holds pages to
 * this list, and fails when one of them says something new.
 */
export const usable = [
  ...['DataTable', 'Column', 'Value', 'BigValue', 'Delta', 'Sparkline', 'LastRefreshed'],
  ...['BarChart', 'Bar', 'LineChart', 'Line', 'AreaChart', 'Area', 'ScatterPlot', 'Scatter'],
  ...['Histogram', 'Heatmap', 'Chart', 'ReferenceLine', 'ReferenceArea'],
  ...['Dropdown', 'DropdownOption', 'ButtonGroup', 'ButtonGroupItem', 'TextInput', 'Checkbox'],
  ...['Slider', 'DateInput', 'DateRange', 'DownloadData'],
  ...['Tabs', 'Tab', 'Grid', 'Group', 'Details', 'Accordion', 'AccordionItem', 'Alert', 'PageBreak'],
]

const loading = ['>Loading...<', '>加载中…<']
const english = ["'en-US'", "'zh-CN'"]
const calendar = [
  english,
  ...'January February March April May June July August September October November December'
    .split(' ')
    .map((month, at) => [`'${month}'`, `'${'一 二 三 四 五 六 七 八 九 十 十一 十二'.split(' ')[at]}月'`]),
  ['="Select month"', '="选择月份"'],
  ['="Select year"', '="选择年份"'],
  ['\t{weekdayFormat}\n', '\t{weekdayFormat}\n\tlocale="zh-CN"\n\tcalendarLabel="日期"\n'],
]
const earlier = ['\t{...$$restProps}\n', '\taria-label="上一月"\n\t{...$$restProps}\n']
const later = ['\t{...$$restProps}\n', '\taria-label="下一月"\n\t{...$$restProps}\n']

/** Evidence's own words, by component file: what it says, and what we say. */
const words = {
  'viz/table/_DataTable.svelte': [
    ['>No Results<', '>没有结果<'],
    ['\t\t\t\t\t\tPage\n', '\t\t\t\t\t\t第\n'],
    ['{pageCount.toLocaleString()}</span>', '{pageCount.toLocaleString()} 页</span>'],
    ['} of {totalRows.toLocaleString()} records', '} / {totalRows.toLocaleString()} 条'],
    ['"first-page"', '"第一页"'],
    ['"previous-page"', '"上一页"'],
    ['"next-page"', '"下一页"'],
    ['"last-page"', '"最后一页"'],
    ["'Search Failed'", "'搜索失败'"],
    ["'Please use a query instead.'", "'请换一个词再试。'"],
  ],
  'viz/table/TableHeader.svelte': [['>Links<', '>链接<']],
  'viz/table/TableRow.svelte': [['>See more<', '>查看<']],
  'viz/table/EnterFullScreen.svelte': [
    ['"Enter Fullscreen"', '"全屏显示"'],
    ['>Fullscreen<', '>全屏<'],
  ],
  'viz/core/SearchBar.svelte': [["placeholder = 'Search'", "placeholder = '搜索'"]],
  'viz/core/ECharts.svelte': [
    ['"Save Image"', '"保存图片"'],
    ['"Download Data"', '"下载数据"'],
  ],
  'viz/core/EmptyChart.svelte': [["emptyMessage = 'No Records'", "emptyMessage = '没有记录'"]],
  'viz/core/ErrorChart.svelte': [['\t{title}\n', '\t此图无法显示\n']],
  'viz/core/BigValueError.svelte': [
    ['>Big Value<', '>数值<'],
    ['\t\t\terror\n', '\t\t\t无法显示\n'],
  ],
  'viz/core/ValueError.svelte': [['>error<', '>无法显示<']],
  'viz/core/Value.svelte': [loading],
  'viz/core/_Value.svelte': [['>Placeholder: no data currently referenced.<', '>没有数据<']],
  'viz/core/Delta.svelte': [loading],
  'ui/ChartLoading.svelte': [loading],
  'ui/Details.svelte': [["'Details'", "'详情'"]],
  'ui/DownloadData.svelte': [["text = 'Download'", "text = '下载'"]],
  'ui/Info.svelte': [['"Toggle tooltip"', '"说明"']],
  'ui/LastRefreshed.svelte': [
    ["'Last refreshed'", "'更新于'"],
    ["'h:mmam/pm mmm d, yyyy'", `'yyyy"年"m"月"d"日" h:mm'`],
    ["'1 second ago'", "'1 秒前'"],
    [' seconds ago`', ' 秒前`'],
    ["'1 min ago'", "'1 分钟前'"],
    [' mins ago`', ' 分钟前`'],
    ["'1 hour ago'", "'1 小时前'"],
    [' hours ago`', ' 小时前`'],
    ["'1 day ago'", "'1 天前'"],
    [' days ago`', ' 天前`'],
    ["'1 week ago'", "'1 周前'"],
    [' weeks ago`', ' 周前`'],
    ["'1 month ago'", "'1 个月前'"],
    [' months ago`', ' 个月前`'],
    ["'1 year ago'", "'1 年前'"],
    [' years ago`', ' 年前`'],
  ],
  'atoms/skeletons/Skeleton.svelte': [loading],
  'inputs/InlineError.svelte': [['>{inputType}<', '>此控件无法使用<']],
  'inputs/text/TextInput.svelte': [["'Type to search'", "'输入以搜索'"]],
  'inputs/slider/Slider.svelte': [loading],
  'inputs/dropdown/Dropdown.svelte': [
    ['{$selectedOptions.length} Selected', '已选 {$selectedOptions.length} 项'],
    ['>No results found.', '>没有匹配项'],
    ['\tSelect all\n', '\t全选\n'],
    ['\tClear selection\n', '\t清除选择\n'],
    ['<Command.List>', '<Command.List aria-label="选项">'],
  ],
  'inputs/date-input/_DateInput.svelte': [
    english,
    ["'Last 7 Days'", "'近 7 天'"],
    ["'Last 30 Days'", "'近 30 天'"],
    ["'Last 90 Days'", "'近 90 天'"],
    ["'Last 365 Days'", "'近 365 天'"],
    ["'Last 3 Months'", "'前 3 个月'"],
    ["'Last 6 Months'", "'前 6 个月'"],
    ["'Last 12 Months'", "'前 12 个月'"],
    ["'Last Month'", "'上月'"],
    ["'Last Year'", "'上年'"],
    ["'Month to Date'", "'本月'"],
    ["'Month to Today'", "'本月至今'"],
    ["'Year to Date'", "'本年'"],
    ["'Year to Today'", "'本年至今'"],
    ["'All Time'", "'全部'"],
    ['\tLoading...\n', '\t加载中…\n'],
    ['\tDate Input\n', '\t选择日期\n'],
    ['> Select a Range <', '>选择区间<'],
    ['> Range <', '>区间<'],
    ['>No Valid Presets<', '>没有可选区间<'],
  ],
  'shadcn/calendar/calendar.svelte': calendar,
  'shadcn/calendar/calendar-prev-button.svelte': [earlier],
  'shadcn/calendar/calendar-next-button.svelte': [later],
  'shadcn/range-calendar/range-calendar.svelte': calendar,
  'shadcn/range-calendar/range-calendar-prev-button.svelte': [earlier],
  'shadcn/range-calendar/range-calendar-next-button.svelte': [later],
  'shadcn/dialog/dialog-content.svelte': [['>Close<', '>关闭<']],
}

/** The component files with words of ours, as ends of paths. */
export const translatedFiles = Object.keys(words)

/** Replaces the words of one component; a text that is gone stops the build. */
export function translate(filename, content) {
  if (!filename.includes('@evidence-dev/core-components/')) return content
  const file = translatedFiles.find((each) => filename.endsWith(`/${each}`))
  if (file === undefined) return content
  let code = content
  for (const [from, to] of words[file]) {
    if (!code.includes(from)) {
      throw new Error(`"${from}" is no longer in ${filename}; see reports/labels/evidence-ui.js`)
    }
    code = code.replaceAll(from, () => to)
  }
  return code
}
