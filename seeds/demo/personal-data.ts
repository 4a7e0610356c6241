import { at, type Random } from './random.ts'

const surnames = '王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗'
const given = [
  '小明',
  '建国',
  '雨桐',
  '思远',
  '丽华',
  '志强',
  '晓燕',
  '子涵',
  '文博',
  '秀英',
  '明远',
  '佳怡',
]

/**
 * A sentence with one invented personal detail, as complainants write them: a mobile number of an
 * unissued block, an identity number of a district that does not exist, a card number of an
 * unissued range (both with valid check digits), an address at mail.example, a name, or the
 * customer's own number.
 */
export function personalDetail(customerId: string | null, random: Random): string {
  const name = personName(random)
  const phone = mobileNumber(random)
  const sentences = [
    `请拨打我的手机${phone}联系`,
    `本人电话 ${phone}，白天都可以接`,
    `身份证号${identityNumber(random)}，可以核对`,
    `我的身份证号码是${identityNumber(random)}，卡号${cardNumber(random)}`,
    `涉及卡号为${cardNumber(random)}`,
    `银行卡 ${spaced(cardNumber(random))} 可查流水`,
    `材料已发到邮箱${mailAddress(random)}`,
    `联系人${name}先生，电话${phone}`,
    `客户${name}女士来电反映，要求本人接听回复`,
    `联系人：先生${name}，微信同号${phone}`,
    `当时接待的是一位姓${name.slice(0, 1)}的女士（工牌写着${name}）`,
    customerId === null
      ? `回复请发${mailAddress(random)}`
      : `我的客户号是${customerId}，请据此查询`,
  ]
  return at(sentences, random.int(sentences.length))
}

/** A surname and a given name. */
export function personName(random: Random): string {
  return `${at([...surnames], random.int(surnames.length))}${random.pick(given)}`
}

/** Eleven digits of a block that no carrier hands out to people. */
function mobileNumber(random: Random): string {
  return `1990000${random.digits(4)}`
}

function identityNumber(random: Random): string {
  const birth = `${1955 + random.int(48)}${two(1 + random.int(12))}${two(1 + random.int(28))}`
  const body = `110000${birth}${random.digits(3)}`
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((total, weight, index) => total + weight * Number(body[index]), 0)
  return body + '10X98765432'.charAt(sum % 11)
}

function cardNumber(random: Random): string {
  const body = `62000000${random.digits(random.chance(0.5) ? 7 : 10)}`
  const sum = [...body].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 2 : 1)
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return body + String((10 - (sum % 10)) % 10)
}

function spaced(digits: string): string {
  return digits.replace(/(\d{4})(?=\d)/g, '$1 ')
}

function mailAddress(random: Random): string {
  return `${random.pick(['zhang', 'li.wei', 'chen_yu', 'wang88', 'liu.x'])}${random.digits(3)}@mail.example`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
