/** Evidence's own words, by component file: what it says, and what we say. */
const words = {
  '_DataTable.svelte': [
    ['>No Results<', '>没有结果<'],
    ['} of {totalRows.toLocaleString()} records', '} / {totalRows.toLocaleString()} 条'],
    ['\t\t\t\t\t\tPage\n', '\t\t\t\t\t\t第\n'],
  ],
  'SearchBar.svelte': [["placeholder = 'Search'", "placeholder = '搜索'"]],
  'ECharts.svelte': [
    ['"Save Image"', '"保存图片"'],
    ['"Download Data"', '"下载数据"'],
  ],
  'Dropdown.svelte': [['>No results found.', '>没有匹配项']],
}

/** Replaces the words of one component; a text that is gone stops the build. */
export function translate(filename, content) {
  if (!filename.includes('@evidence-dev/core-components/')) return content
  let code = content
  for (const [from, to] of words[filename.split('/').pop()] ?? []) {
    if (!code.includes(from)) {
      throw new Error(`"${from}" is no longer in ${filename}; see reports/labels/evidence-ui.js`)
    }
    code = code.replaceAll(from, to)
  }
  return code
}
