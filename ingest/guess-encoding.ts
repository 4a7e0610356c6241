import { isUtf8 } from 'node:buffer'

/** Bytes of a text, looked at once, to tell its encoding. */
export interface EncodingEvidence {
  /** The first bytes. */
  readonly head: Buffer
  /** Bytes from the first one beyond ASCII on; of the first piece that is not UTF-8, if any. */
  readonly sample: Buffer
  readonly isUtf8: boolean
  /** Some pieces are UTF-8 with characters of three bytes or more, as Chinese ones are. */
  readonly hasWideUtf8: boolean
  /** The first line that is not UTF-8, where there is one. */
  readonly badLine: number
}

/** A `TextDecoder` name; or why none can be decided. */
export type GuessedEncoding = { readonly name: string } | { readonly doubt: string }

/**
 * The encoding of a text: a byte order mark, zero bytes, valid UTF-8, then GB18030 where it reads
 * as Chinese. Big5, Shift-JIS and Western bytes also decode as GB18030, but into characters that
 * nobody writes: those are left in doubt, like UTF-8 with damaged bytes.
 */
export function guessEncoding(evidence: EncodingEvidence): GuessedEncoding {
  const { head, sample } = evidence
  const utf16 = utf16Of(head)
  if (utf16 !== undefined) return { name: utf16 }
  if (head.subarray(0, zeroBytes).includes(0)) {
    return { doubt: 'it has zero bytes but is not UTF-16; it is damaged, or no text' }
  }
  if (evidence.isUtf8) {
    const isPlain = evidence.hasWideUtf8 || !readsAsChinese(sample)
    return isPlain ? { name: 'utf-8' } : { doubt: 'its few Chinese bytes may be UTF-8 or GB18030' }
  }
  if (evidence.hasWideUtf8 || linesOf(sample).some(isWideUtf8)) {
    return {
      doubt: `it is UTF-8, but not in line ${evidence.badLine}: damaged or cut off there, or joined with text of another encoding`,
    }
  }
  if (readsAsChinese(sample)) return { name: 'gb18030' }
  return {
    doubt:
      'its bytes are not UTF-8, and read as GB18030 most characters would be rare ones; it may be damaged, Big5 or a Western encoding',
  }
}

/** Whether valid UTF-8 has characters of three bytes or more. */
export function isWideUtf8(bytes: Buffer): boolean {
  return hasByteFrom(bytes, 0xe0) && isUtf8(bytes)
}

/** Whether any byte is at least `least`; a plain loop, since a call for each byte is slow. */
export function hasByteFrom(bytes: Buffer, least: number): boolean {
  for (let at = 0; at < bytes.length; at++) if ((bytes[at] ?? 0) >= least) return true
  return false
}

const zeroBytes = 200
const sampledBytes = 64 * 1024

/**
 * The `TextDecoder` name of UTF-16 by the start of a text: a byte order mark, else zero bytes that
 * give delimiters and line ends; undefined for any other text.
 */
export function utf16Of(head: Buffer): string | undefined {
  const [first, second] = head
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  const start = head.subarray(0, zeroBytes)
  if (!start.includes(0)) return undefined
  const even = start.filter((byte, index) => index % 2 === 0 && byte === 0).length
  const odd = start.filter((byte, index) => index % 2 === 1 && byte === 0).length
  const name = even > odd ? 'utf-16be' : 'utf-16le'
  const text = new TextDecoder(name).decode(start, { stream: true })
  const plain = text.match(/[\t\r\n\x20-\x7e]/g)?.length ?? 0
  return !text.includes('\0') && plain >= text.length / 20 ? name : undefined
}

/** Characters of everyday Chinese and of a bank's records, surnames among them. */
const everyday = new Set(
  `的一是了我不在人们有来他这上着个地到大里说就去子得也和那要下看天时过出小么起你都把好还多没
  为又可家学只以主会样年想生同老中十从自面前头道它后然走很像见两用她国动进成回什边作对开而己些
  现山民候经发工向事命给长水几义三声于高手知理眼志点心战二问但身方实吃做叫当住听革打呢真全才四
  已所敌之最光产情路分总条白话东席次亲如被花口放儿常气五第使写军吧文运再果怎定许快明行因别飞外
  树物活部门无往船望新带队先力完却站代员机更九您每风级跟笑啊孩万少直意夜比阶连车重便斗马哪化太
  指变社似士者干石满日决百原拿群究各六本思解立河村八难早论吗根共让相研今其书坐接应关信觉步反处
  记将千找争领或师结块跑谁草越字加脚紧爱等习阵怕月青半火法题建赶位唱海七女任件感准张团屋离色脸
  片科倒睛利世刚且由送切星导晚表够整认响雪流未场该并底深刻平伟忙提确近亮轻讲农古黑告界拉名呀土
  清阳照办史改历转画造嘴此治北必服雨穿内识验传业菜爬睡兴形量咱观苦体众通冲合破友度术饭公旁房极
  南枪读沙岁线野坚空收算至政城劳落钱特围弟胜教热展包歌类渐强数乡呼性音答哥际旧神座章帮啦受系令
  跳非何牛取入岸敢掉忽种装顶急林停息句区衣般报叶压慢叔背细
  银行卡客户服务投诉接触编号渠道电话呼叫结果进时间是否转坐席人工通长保持更新网点柜面微信邮短
  信手机应用贷款存理财基金账户额利率费用支付还逾期催收征信核实身份证件密码挂失补办开销户查询办
  理业务咨询建议表扬回访满意评分调查问卷录音质检整改原因类别产品部门责任处理办结受理登记升级退
  赔偿补偿金额备注内容姓名性别地址省市区县街路支营业厅大堂经理总分中心监管局银保会消费者权益
  入答放弃请求拨自助完成线忙非内出测试验合格不未待已关闭状态创建提交审批驳回撤销重复无效
  王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁
  任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武
  伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂华建国志红梅玉兰春云龙飞鹏宇浩婷雪佳欣怡思`.replace(
    /\s/g,
    '',
  ),
)

const everydayWeight = 2
const knownWeight = -0.7
const rareWeight = -1.5
/** A single everyday character is enough, one beside an unusual one is not. */
const least = 1.5
const leastOfEach = 0.2

/** Whether bytes read as GB18030 are what people write: every character weighs for or against. */
function readsAsChinese(sample: Buffer): boolean {
  const text = new TextDecoder('gb18030').decode(sample.subarray(0, sampledBytes), { stream: true })
  let weight = 0
  let count = 0
  for (const sign of text) {
    if (sign < '\x80') continue
    count++
    if (everyday.has(sign)) weight += everydayWeight
    else weight += isInGb2312(sign) ? knownWeight : rareWeight
  }
  // half-width katakana end at 0xdf, of the second bytes of Chinese every third lies beyond
  const isKatakana = count >= 20 && !hasByteFrom(sample, 0xe0)
  return weight >= least && weight >= leastOfEach * count && !isKatakana
}

let inGb2312: ReadonlySet<string> | undefined

/** Punctuation and full-width signs, and the 6,763 characters of 1980, which hold nearly all text. */
function isInGb2312(sign: string): boolean {
  inGb2312 ??= new Set(
    new TextDecoder('gb18030').decode(
      Buffer.from(
        [...range(0xa1, 0xa3), ...range(0xb0, 0xf7)].flatMap((lead) =>
          range(0xa1, 0xfe).flatMap((trail) => [lead, trail]),
        ),
      ),
    ),
  )
  return inGb2312.has(sign)
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

/** Whole lines of a sample; the first and the last may be cut. */
function linesOf(sample: Buffer): Buffer[] {
  const lines: Buffer[] = []
  let from = 0
  for (let at = sample.indexOf(0x0a); at >= 0; at = sample.indexOf(0x0a, at + 1)) {
    lines.push(sample.subarray(from, at))
    from = at + 1
  }
  return lines
}
