import { z } from 'zod'
import { defineContract } from '../define-contract.ts'
import { boolean, integer, number, optional, text } from '../fields.ts'

export default defineContract({
  name: 'channels',
  title: { zh: '渠道', en: 'Channels' },
  kind: 'reference',
  key: ['channel'],
  row: z.object({
    channel: text('渠道'),
    name_zh: text('名称'),
    name_en: text('英文名称'),
    has_queue: boolean('是否排队'),
    is_voice: boolean('是否语音'),
    is_text: boolean('是否文字'),
    short_abandon_seconds: optional(number('短放弃秒数')),
    service_level_seconds: optional(number('服务水平秒数')),
    response_limit_seconds: optional(number('响应时限秒数')),
    is_in_article_2: boolean('是否第二条所列'),
    sort_order: integer('顺序'),
  }),
})
