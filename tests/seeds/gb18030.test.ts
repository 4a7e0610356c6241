import { expect, test } from 'vitest'
import { encodeGb18030 } from '../../seeds/demo/gb18030.ts'

test('text in GB18030 reads back as it was', () => {
  const text = '营业网点客服专柜,"2026年9月1日 08:00:05"，“投诉”\r\n①Ａ€'
  const decoder = new TextDecoder('gb18030', { fatal: true })
  expect(decoder.decode(encodeGb18030(text))).toBe(text)
})

test('a character without a two-byte form is refused', () => {
  expect(() => encodeGb18030('𠮷')).toThrow('no two-byte GB18030 form')
})
