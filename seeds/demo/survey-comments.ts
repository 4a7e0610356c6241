import { personalDetail } from './personal-data.ts'
import type { Random } from './random.ts'

const praise = [
  '客服很耐心，问题一次就解决了',
  '态度很好，讲解清楚，点赞',
  '响应很快，比以前好多了',
  '小姐姐很专业，帮我把转账限额调好了',
  '解答详细，满意',
  '等了一会儿，不过处理得不错',
  '希望继续保持',
  '流程说得很明白，谢谢',
] as const

const fair = [
  '还行，就是等待时间有点长',
  '问题解决了，但是转了两次才找到人',
  '一般，回答比较机械',
  '智能客服听不懂，转人工太难找',
  '希望手机银行里能直接办理，不用打电话',
  '信用卡收费的说明可以再清楚一点',
] as const

const blame = [
  '等了二十多分钟没人接，体验很差',
  '打了三次电话每次说法都不一样',
  '客服态度敷衍，没有解决任何问题',
  '说好三天内回复，一周了没有消息',
  '年费问题反映好几次了，一直推给分行',
  '转来转去没有人负责，浪费时间',
  '系统老是登录失败，客服也说不清原因',
  '承诺的短信一直没收到',
] as const

/** What a customer writes beside a rating of 1 to 5; a few give away personal details. */
export function surveyComment(rating: number, customerId: string | null, random: Random): string {
  const text = random.pick<string>(rating > 3 ? praise : rating === 3 ? fair : blame)
  return random.chance(0.05) ? `${text}。${personalDetail(customerId, random)}` : text
}
