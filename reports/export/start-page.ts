import type { Edition, Manifest } from '../edition.ts'
import { escapeHtml } from '../serve/page.ts'

interface About {
  readonly edition: Edition
  readonly manifest: Manifest
  readonly isSigned: boolean
  /** Whether the pages are those of the manifest, or were made from its data file. */
  readonly isPublished: boolean
}

/** The page at the root of an exported edition: it leads to the report at once. */
export function startPage({ manifest }: About): string {
  const { zh, en } = manifest.title
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8">
<meta http-equiv="refresh" content="0;url=plain/index.html">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,"><title>${escapeHtml(zh)}</title></head>
<body style="font:16px/1.7 'Noto Sans SC','PingFang SC','Microsoft YaHei',system-ui,sans-serif;max-width:40em;margin:3em auto;padding:0 1em">
<h1 style="font-size:1.4em">${escapeHtml(zh)}</h1>
<p><a href="plain/index.html">打开报告</a></p>
<p lang="en">${escapeHtml(en)}: <a href="plain/index.html">open the report</a></p>
</body></html>
`
}

/** What is in the folder and how it is checked, for whoever opens it years later. */
export function noteText({ edition, manifest, isSigned, isPublished }: About): string {
  const pages = isPublished
    ? '与 manifest.json 中的校验值逐字节一致'
    : '由数据文件重新生成（本版发布时尚无静态页面）'
  const pagesEn = isPublished
    ? 'byte for byte those of manifest.json'
    : 'made anew from the data file (this edition was published without plain pages)'
  return `${manifest.title.zh}　第 ${manifest.revision} 版　${edition.id}

打开 index.html 阅读；不需要服务器、网络和脚本。
数据截至　${manifest.as_of}
程序版本　${manifest.program_version}
指标校验值　${manifest.figures_sha256}

plain/　　　　页面，${pages}
data/csv/　　　页面所用的全部数据表，可用电子表格打开
${manifest.data_file}　同样的数据，DuckDB 文件
manifest.json　来源文件、口径版本、检查结果，以及每个文件的 SHA-256
${isSigned ? 'signature.json　对 manifest.json 与指标校验值的 ed25519 签名' : '本版没有签名。'}

--------------------------------------------------------------------------

${manifest.title.en}, revision ${manifest.revision}, ${edition.id}

Open index.html; no server, network or script is needed.
Data cut-off     ${manifest.as_of}
Program version  ${manifest.program_version}
Hash of figures  ${manifest.figures_sha256}

plain/          the pages, ${pagesEn}
data/csv/       every table behind the pages, for spreadsheets
${manifest.data_file}  the same as a DuckDB file
manifest.json   source files, versions of definitions, checks, SHA-256 of every file
${isSigned ? 'signature.json  ed25519 signature over manifest.json and the hash of all figures' : 'This edition is not signed.'}
`
}
