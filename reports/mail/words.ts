/** The words of the mail about an edition. */
export const mailWords = {
  zh: {
    correction: (revision: number) => `第${revision}版更正：`,
    replaces: (earlier: number | undefined) =>
      `本版替代您收到的${earlier === undefined ? '先前版本' : `第${earlier}版`}，请以本版数字为准。`,
    sameHeadline: '主要指标的数字未变。',
    others: (count: number) => `另有 ${count} 项数字有变，见报告。`,
    open: '查看完整报告',
    asOf: '数据截止',
    preferences: '邮件设置',
    colon: '：',
    separator: '，',
  },
  en: {
    correction: (revision: number) => `Correction (revision ${revision}): `,
    replaces: (earlier: number | undefined) =>
      `This revision replaces ${earlier === undefined ? 'the one' : `revision ${earlier}, which`} you received; please use these figures.`,
    sameHeadline: 'The headline figures are the same.',
    others: (count: number) =>
      count === 1
        ? 'One more figure changed, see the report.'
        : `${count} more figures changed, see the report.`,
    open: 'Open the report',
    asOf: 'Data as of',
    preferences: 'Mail preferences',
    colon: ': ',
    separator: ', ',
  },
}
