/**
 * Evidence components that pages may use. Only their words are told in both languages; a test holds
 * pages to this list, and fails when one of them says something new.
 */
export const usable = [
  ...['DataTable', 'Column', 'Value', 'BigValue', 'Delta', 'Sparkline', 'LastRefreshed'],
  ...['BarChart', 'Bar', 'LineChart', 'Line', 'AreaChart', 'Area', 'ScatterPlot', 'Scatter'],
  ...['Histogram', 'Heatmap', 'Chart', 'ReferenceLine', 'ReferenceArea'],
  ...['Dropdown', 'DropdownOption', 'ButtonGroup', 'ButtonGroupItem', 'TextInput', 'Checkbox'],
  ...['Slider', 'DateInput', 'DateRange', 'DownloadData'],
  ...['Tabs', 'Tab', 'Grid', 'Group', 'Details', 'Accordion', 'AccordionItem', 'Alert', 'PageBreak'],
]

/** How a word is written into a component: as text of its markup, and as an expression. */
const bothLanguages = {
  text: (zh, en) => `<span lang="zh-CN">${zh}</span><span lang="en">${en}</span>`,
  expression: (zh, en) =>
    `(globalThis.document?.documentElement.dataset.lang === 'en' ? ${en} : ${zh})`,
}

/** The Chinese alone: what is English in a component then has no translation. */
export const chineseOnly = { text: (zh) => zh, expression: (zh) => zh }

const months = 'January February March April May June July August September October November December'
const monthsZh = '一 二 三 四 五 六 七 八 九 十 十一 十二'.split(' ')
const presets = [
  ...[7, 30, 90, 365].map((days) => [`Last ${days} Days`, `近 ${days} 天`]),
  ...[3, 6, 12].map((count) => [`Last ${count} Months`, `前 ${count} 个月`]),
  ...[['Last Month', '上月'], ['Last Year', '上年'], ['Month to Date', '本月']],
  ...[['Month to Today', '本月至今'], ['Year to Date', '本年'], ['Year to Today', '本年至今']],
  ['All Time', '全部'],
]
const ages = [
  ...[['second', '秒'], ['min', '分钟'], ['hour', '小时'], ['day', '天']],
  ...[['week', '周'], ['month', '个月'], ['year', '年']],
]

/** Evidence's own words, by component file: what it says, and what it says with ours. */
function wordsOf({ text, expression }) {
  const quoted = (word) => `'${word}'`
  const shown = (en, zh) => [`>${en}<`, `>${text(zh, en)}<`]
  const line = (en, zh, tabs = '\t') => [`${tabs}${en}\n`, `${tabs}${text(zh, en)}\n`]
  const attribute = (en, zh, say = en) => [`"${en}"`, `{${expression(quoted(zh), quoted(say))}}`]
  const string = (en, zh) => [`'${en}'`, expression(quoted(zh), quoted(en))]
  const added = (name, zh, en) => `\t${name}={${expression(quoted(zh), quoted(en))}}\n`
  const loading = shown('Loading...', '加载中…')
  const calendar = [
    string('en-US', 'zh-CN'),
    ...months.split(' ').map((month, at) => string(month, `${monthsZh[at]}月`)),
    ...[attribute('Select month', '选择月份'), attribute('Select year', '选择年份')],
    [
      '\t{weekdayFormat}\n',
      `\t{weekdayFormat}\n${added('locale', 'zh-CN', 'en-US')}${added('calendarLabel', '日期', 'Date')}`,
    ],
  ]
  const rest = '\t{...$$restProps}\n'
  const earlier = [rest, `${added('aria-label', '上一月', 'Previous month')}${rest}`]
  const later = [rest, `${added('aria-label', '下一月', 'Next month')}${rest}`]
  return {
    'viz/table/_DataTable.svelte': [
      shown('No Results', '没有结果'),
      line('Page', '第', '\t\t\t\t\t\t'),
      ['{pageCount.toLocaleString()}</span>', `{pageCount.toLocaleString()}${text(' 页', '')}</span>`],
      [
        '} of {totalRows.toLocaleString()} records',
        `}${text(' / ', ' of ')}{totalRows.toLocaleString()}${text(' 条', ' rows')}`,
      ],
      ...[attribute('first-page', '第一页', 'First page'), attribute('last-page', '最后一页', 'Last page')],
      attribute('previous-page', '上一页', 'Previous page'),
      attribute('next-page', '下一页', 'Next page'),
      // what is wider than the page is scrolled by keys
      ['class="scrollbox pretty-scrollbar"', 'tabindex="0" class="scrollbox pretty-scrollbar"'],
      string('Search Failed', '搜索失败'),
      string('Please use a query instead.', '请换一个词再试。'),
    ],
    'viz/table/TableHeader.svelte': [shown('Links', '链接')],
    'viz/table/TableRow.svelte': [shown('See more', '查看')],
    'viz/table/EnterFullScreen.svelte': [
      ...[attribute('Enter Fullscreen', '全屏显示'), shown('Fullscreen', '全屏')],
    ],
    'viz/core/SearchBar.svelte': [
      ["placeholder = 'Search'", `placeholder = ${expression("'搜索'", "'Search'")}`],
    ],
    'viz/core/ECharts.svelte': [
      ...[attribute('Save Image', '保存图片'), attribute('Download Data', '下载数据')],
    ],
    'viz/core/EmptyChart.svelte': [string('No Records', '没有记录')],
    'viz/core/ErrorChart.svelte': [['\t{title}\n', `\t${text('此图无法显示', 'No chart')}\n`]],
    'viz/core/BigValueError.svelte': [shown('Big Value', '数值'), line('error', '无法显示', '\t\t\t')],
    'viz/core/ValueError.svelte': [shown('error', '无法显示')],
    'viz/core/Value.svelte': [loading],
    'viz/core/_Value.svelte': [shown('Placeholder: no data currently referenced.', '没有数据')],
    'viz/core/Delta.svelte': [loading],
    'ui/ChartLoading.svelte': [loading],
    'ui/Details.svelte': [string('Details', '详情')],
    'ui/DownloadData.svelte': [["text = 'Download'", `text = ${expression("'下载'", "'Download'")}`]],
    'ui/Info.svelte': [attribute('Toggle tooltip', '说明')],
    'ui/LastRefreshed.svelte': [
      string('Last refreshed', '更新于'),
      ["'h:mmam/pm mmm d, yyyy'", expression(`'yyyy"年"m"月"d"日" h:mm'`, "'mmm d, yyyy h:mm'")],
      ...ages.flatMap(([age, zh]) => [
        string(`1 ${age} ago`, `1 ${zh}前`),
        [` ${age}s ago\``, `\${${expression(quoted(` ${zh}前`), quoted(` ${age}s ago`))}}\``],
      ]),
    ],
    'atoms/skeletons/Skeleton.svelte': [loading],
    'inputs/InlineError.svelte': [['>{inputType}<', `>${text('此控件无法使用', 'This filter does not work')}<`]],
    'inputs/text/TextInput.svelte': [string('Type to search', '输入以搜索')],
    'inputs/slider/Slider.svelte': [loading],
    'inputs/dropdown/Dropdown.svelte': [
      [
        '{$selectedOptions.length} Selected',
        text('已选 {$selectedOptions.length} 项', '{$selectedOptions.length} chosen'),
      ],
      ['>No results found.', `>${text('没有匹配项', 'Nothing found')}`],
      ...[line('Select all', '全选'), line('Clear selection', '清除选择')],
      ['<Command.List>', `<Command.List aria-label={${expression("'选项'", "'Options'")}}>`],
      // names in the language of the page that the server drew, or that was shown before
      ['$page?.data?.data[', `${expression('true', 'false')} && $page?.data?.data[`],
      ['? $inputs[name].rawValues\n', '? []\n'],
      // a button that opens a list: a combobox would have to name the list before it is there
      ['\t\t\t\t\t\trole="combobox"\n', ''],
    ],
    'inputs/date-input/_DateInput.svelte': [
      string('en-US', 'zh-CN'),
      ...presets.map(([en, zh]) => string(en, zh)),
      ...[line('Loading...', '加载中…'), line('Date Input', '选择日期')],
      ...[shown(' Select a Range ', '选择区间'), shown(' Range ', '区间')],
      shown('No Valid Presets', '没有可选区间'),
    ],
    'shadcn/calendar/calendar.svelte': calendar,
    'shadcn/calendar/calendar-prev-button.svelte': [earlier],
    'shadcn/calendar/calendar-next-button.svelte': [later],
    'shadcn/range-calendar/range-calendar.svelte': calendar,
    'shadcn/range-calendar/range-calendar-prev-button.svelte': [earlier],
    'shadcn/range-calendar/range-calendar-next-button.svelte': [later],
    'shadcn/dialog/dialog-content.svelte': [shown('Close', '关闭')],
  }
}

/** The component files with words of ours, as ends of paths. */
export const translatedFiles = Object.keys(wordsOf(bothLanguages))

/** Puts our words beside those of one component; a text that is gone stops the build. */
export function translate(filename, content, write = bothLanguages) {
  if (!filename.includes('@evidence-dev/core-components/')) return content
  const file = translatedFiles.find((each) => filename.endsWith(`/${each}`))
  if (file === undefined) return content
  let code = content
  for (const [from, to] of wordsOf(write)[file]) {
    if (!code.includes(from)) {
      throw new Error(`"${from}" is no longer in ${filename}; see reports/labels/evidence-ui.js`)
    }
    code = code.replaceAll(from, () => to)
  }
  return code
}
