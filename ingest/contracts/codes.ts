/** Code lists that several contracts share, with the Chinese labels that a delivery may use. */
export const channels = {
  phone: ['电话银行'],
  web_chat: ['网上银行在线客服'],
  app_chat: ['手机银行APP客服'],
  wechat: ['微信公众号客服'],
  bot: ['智能客服'],
  branch_desk: ['营业网点客服专柜'],
  video: ['视频客服', '视频'],
  email: ['电子邮件', '邮件'],
  sms: ['短信'],
  other: ['其他'],
} as const
