import { describe, expect, it } from 'vitest'
import { markdownToHtml } from '../../../reports/commentary/markdown.ts'
import { rawFiguresOf } from '../../../reports/commentary/render-commentary.ts'

describe('the markdown of commentaries', () => {
  it('has paragraphs, lists, headings and bold', () => {
    const html = markdownToHtml(
      '## 接通\n第一行\n第二行\n\n- 甲 **乙**\n- 丙\n1. one\n2. two\nan end\nof text',
    )
    expect(html.split('\n')).toEqual([
      '<h3>接通</h3>',
      '<p>第一行第二行</p>',
      '<ul><li>甲 <strong>乙</strong></li><li>丙</li></ul>',
      '<ol><li>one</li><li>two</li></ol>',
      '<p>an end of text</p>',
    ])
  })

  it('lets no tag of an author through', () => {
    expect(markdownToHtml('<script>x</script> <b title="y">&')).toBe(
      '<p>&lt;script&gt;x&lt;/script&gt; &lt;b title=&quot;y&quot;&gt;&amp;</p>',
    )
  })

  it('leaves comments out and counts their lines', () => {
    const lines: number[] = []
    const html = markdownToHtml('<!-- how\nto write -->\n文字', (text, line) => {
      lines.push(line)
      return text
    })
    expect([html, lines]).toEqual(['<p>文字</p>', [3]])
  })
})

describe('numbers typed by hand', () => {
  it('with a unit look like figures; dates, limits, articles and references do not', () => {
    expect(rawFiguresOf('上升 2.5 个百分点，1,234 件，about 7 percent')).toEqual([
      '2.5 个百分点',
      '1,234 件',
      '7 percent',
    ])
    expect(rawFiguresOf('9月3日，第10条，15天，{{connect_rate}}，D02部')).toEqual([])
  })
})
