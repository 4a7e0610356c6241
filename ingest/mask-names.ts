import { type MaskStep, replaceAll, twice } from './mask-steps.ts'

const compound =
  '欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|司徒|夏侯|令狐|端木|南宫|独孤|宇文|长孙|司空|闻人|轩辕|赫连|澹台'
/** Surnames that seldom begin or end another word. */
const plain =
  '王李张刘陈杨赵黄吴徐孙胡朱林郭罗梁宋郑韩唐冯董萧袁邓沈彭吕苏卢蒋蔡贾丁魏薛叶阎潘杜戴夏汪田姜石姚谭廖邹熊郝孔崔邱秦江侯邵孟龙雷汤尹黎武乔贺龚庞樊兰殷施陶翁倪严牛洪鲁韦俞柳章毕聂焦葛肖柴涂屈骆岳齐梅莫庄辛耿詹申欧桂岑卓褚滕佟邢翟阮鲍柯裴霍凌覃冉伍'
/** Surnames that are common words as well: a name only where a word cannot stand. */
const wordlike =
  '周马高何谢许曾程曹傅于余钟范陆康毛史顾段钱易常赖文万方白金任温安成关路古时包单宁连左向应盛尤游祝房项党甘颜舒华季强艾童米明解喻费'

/** Words that begin with a surname and its likely next character. */
const notNames = [
  '董事|熊猫|熊孩|龙卡|龙头|雷阵|雷达|武警|武器|武术|贺卡|贺岁|兰花|殷勤|施工|施压|施加|施行|施舍|陶瓷|牛市|牛皮|牛奶|牛气|洪水|章节|毕业|毕竟|焦急|焦虑|焦点|柴油|柴米',
  '涂改|涂鸦|屈服|齐全|齐心|齐备|莫名|莫非|莫要|莫大|庄稼|庄重|庄严|辛苦|辛酸|辛勤|欧元|欧洲|欧美|桂花|卓越|凌晨|凌乱|张开|林业|林木|林立|苏醒|苏打|田地|田园|黄昏|王府|王道|王国',
  '李子|陈旧|陈年|胡椒|胡子|胡闹|朱红|韩剧|唐朝|叶酸|夏令|江山|江湖|汤圆|孔雀|石英|石头|丁字|戴口|戴眼|戴着|岳母|岳父|梅雨|梅花|霍乱|侯门|杨柳|柳树|柳州|桂林|兰州',
  '王牌|李代|张贴|张口|张嘴|张罗|陈述|陈列|杨浦|黄金|黄色|黄牛|黄线|徐汇|徐州|孙子|孙女|胡乱|胡说|胡同|罗列|郑州|郑重|韩国|韩元|韩币|唐突',
  '沈阳|苏州|苏宁|叶子|杜绝|夏天|夏季|石家|熊市|江苏|江西|江北|江南|雷同|武汉|严重|严格|严厉|严肃|石油|吴江|章程|申请|申诉|申购|申报|申办',
  '周末|周期|周转|周到|周边|周围|周[一二三四五六日年报]|马上|马路|马虎|高兴|高度|高额|高级|高管|高柜|高端|高龄|高血|高考|高速|高位|高薪|高收|高铁|高效|高明地',
  '何时|何况|何必|何以|何种|何来|何处|谢谢|谢绝|许多|许久|许可|曾经|曾多|曾[三两]|程序|程度|于是|于[今昨前上去本当该次近早晚同月年此]',
  '余额|余款|余下|余钱|余地|余生|钟头|范围|陆续|康复|毛利|毛病|史上|顾客|顾虑|顾问|段时|钱款|钱包|钱财|钱没|钱都|钱不|钱还|易用',
  '常年|常用|常常|常住|常规|常驻|赖账|文件|文化|文字|文明|万一|万分|万万|万事|万元|方便|方面|方式|方能|方才|方案|白天|白白|白领|白跑|白金|白等|白条',
  '金额|金融|金卡|金葵|金价|金钱|任何|任意|任务|任职|温州|温馨|温和|安全|安徽|安排|安心|安装|安卓|成功|成为|成都|成本|成年|关注|关系|关键|关心|关闭|路过|路上|路程',
  '古稀|时间|时常|时段|时刻|时隔|包括|包含|单独|单笔|单方|单纯|单位|单身|宁波|宁可|宁愿|宁夏|连续|连夜|连日|左右|应收|应付|应当|应得|盛怒|尤其|游客|房贷|房产|房东|房租',
  '项目|党员|甘肃|华夏|华为|季度|强烈|强制|强调|强行|童话|明确|明显|明明|明天|明年|费用|费率|费心|费时|费力|费劲|解释|解除|解决|解约|解冻|解绑',
].join('|')

/** Characters that seldom stand in a given name: function words, and how reports go on. */
const notGiven =
  '今昨操承态失误帮带收扣转取挂排队等的了吗呢吧啊是我你您他她它们这那哪该某和与跟及或找问给向对从将把被让请由在到去来致电反映称表示说投诉要求要因为于以之等叫打拨接行部室台柜卡款账帐户号证身手联系邮址客服员级总副先女士老师姐太没有无未不也都已经又再就才还可会想需希认办理使用通过名两几多后前时日月年元于并且却而但所各每其另如若则即便'
/** One character of a given name. */
const given = `[^\\x{0000}-\\x{4DFF}\\x{A000}-\\x{10FFFF}${notGiven}]`

/** The end of a name of three characters that stands alone, where a place could stand too. */
const givenEnd = given.replace(
  ']',
  '区市县省镇乡村路街站店桥港湾岛山城庄园寺门坝井湖海江河楼厦人家]',
)

const people =
  '先生|女士|小姐|太太|夫人|阿姨|师傅|老师|大爷|大妈|大姐|大哥|同志|同学|医生|律师|警官'
const posts = '副?(?:经理|主任|行长|主管|组长|总监|科长|处长|部长|店长)|专员|柜员|客服|坐席|座席'
const roles =
  '客户|用户|储户|持卡人|借款人|贷款人|申请人|投诉人|来电人|来访人|联系人|收款人|付款人|汇款人|开户人|被保险人|受益人|代办人|代理人|担保人|继承人|经办人|办理人|负责人|户主|户名|姓名|名字|本人|签名|签字|署名|我叫|名叫|有个叫|一个叫|收款方|付款方|汇款方|收件人|签收人|推荐人|介绍人|当事人|营业员|引导员|操作员|办事员|业务员|柜员|经理|主任|行长|坐席|客服|工作人员|员工|保安|房东|邻居|亲属|配偶|对象|支行|分行|网点|家属|女婿|儿媳|工牌写着|工牌上写着|工牌上写的|工号牌|敬礼[！!。]?\\s{0,3}|(?:我|他|她)?(?:妈妈|母亲|父亲|爸爸|丈夫|老公|老婆|妻子|儿子|女儿|爱人|奶奶|爷爷|婆婆|公公|外婆|外公|岳母|岳父|姐姐|哥哥|弟弟|妹妹|叔叔|舅舅|姑姑|阿姨|朋友|同事)|我[妈爸]'
const link = '[:：是为叫 （(“"]{0,3}'

const surname = `(?:${compound}|[${plain}${wordlike}])`
const plainSurname = `(?:${compound}|[${plain}])`
/** Words whose first character is no surname wherever they stand. */
const neverNames =
  '谢谢|感谢|多谢|马上|任何|何时|何况|为何|曾经|周末|周一|周二|周三|周四|周五|周六|周日|时候|时间|时段|安全|金融|余额|由于|对于|关于|至于|基于|终于|属于|处于|便于|等于|高于|低于|大于|小于|位于|在于|鉴于'

/** Stands beside a word that must not be taken for a name; removed at the end. */
const fence = '\u0003'
const wordStart = `(?:^|[^${fence}\\x{4E00}-\\x{9FFF}])`
const wordEnd = '(?:$|[^\\x{4E00}-\\x{9FFF}])'

/** Steps that mask names which an honorific, a post, a role or a relation announces. */
export const maskChineseNames: readonly MaskStep[] = [
  replaceAll(`(${neverNames})`, `${fence}\\1${fence}`),
  replaceAll(
    `((?:${roles}|先生|女士|小姐|我是|的是|叫)${link}|${wordStart})(${notNames})`,
    `\\1${fence}\\2`,
  ),
  replaceAll(`(${notNames})(${people}|${posts})`, `\\1${fence}\\2`),
  replaceAll(`${surname}${given}{0,2}(${people})`, '[姓名]\\1'),
  replaceAll(`${plainSurname}(总)($|[^是共额之体部行有计数结要会在能经裁监务])`, '[姓名]\\1\\2'),
  replaceAll(
    `${plainSurname}${given}{0,2}(${posts})|(${wordStart}|[的是找问跟和叫位名])[${wordlike}]${given}{0,2}(${posts})`,
    '\\2[姓名]\\1\\3',
  ),
  twice(
    `((?:${roles})${link})(?:${plainSurname}${given}{1,2}|[${wordlike}]${given}{1,2}(${wordEnd}|[${notGiven}]))`,
    '\\1[姓名]\\2',
  ),
  twice(
    `(先生|女士|小姐|我是|的是|叫)${surname}${given}{1,2}(${wordEnd}|的)|${surname}${given}{1,2}([，,][男女][，,])`,
    '\\1[姓名]\\2\\3',
  ),
  twice(
    `(${wordStart}|[的是找叫跟和安员台理])(?:[小老][${plain}]|[${plain}][姐哥叔嫂])(${wordEnd}|[${notGiven}])`,
    '\\1[姓名]\\2',
  ),
  twice(`(${wordStart})${plainSurname}${given}${givenEnd}(${wordEnd})`, '\\1[姓名]\\2'),
  replaceAll(`姓${surname}(${wordEnd}|的)`, '姓[姓名]\\1'),
  (text) => `replace(${text}, '${fence}', '')`,
]

const word = `[A-Z][\\p{L}'’]*\\p{L}`
const fullName = `${word}(?:[ -]${word}){0,2}`
const titles = '(?:(?i:mrs?)|M[sx]|Dr|Prof)\\. ?|(?:(?i:mrs?)|Ms|Mx|Dr|Prof|Miss|Madam) '
const introductions =
  "my name is|my name's|name:|(?:card|account )holder:?|holder is|payee:?|beneficiary:?|(?:customer|full) name:?|(?:clerk|teller|agent|manager|adviser|officer|lady|man|woman|colleague|person|someone|employee) (?:named|called)|my (?:husband|wife|son|daughter|mother|father|brother|sister|friend|colleague),?|signed:?|(?:regards|sincerely|faithfully|yours truly),?"
const staff = '(?:teller|clerk|agent|manager|adviser|officer|cashier),? '

/** Steps that mask names in English texts, by title, introduction, post or closing. */
export const maskEnglishNames: readonly MaskStep[] = [
  replaceAll(
    `\\b(${titles}|(?i:${introductions})\\s+|${staff})${fullName}|\\b((?i:this is) )${fullName}( (?:speaking|calling|here))|\\b((?:I am|I'm|i am|i'm) )${word}[ -]${word}([.,]|$)`,
    '\\1\\2\\4[姓名]\\3\\5',
  ),
]
