/**
 * A record's key as people may see it. Keys are numbers of a system, shown so that a department
 * finds its record; where cells were shifted, a part may be a telephone number, an identity
 * number, a card number or an e-mail address instead, and is not shown.
 */
export function maskedKey(key: string): string {
  return key
    .split('|')
    .map((part) => (isPersonal(part.replace(/[\s-]/g, '')) ? '***' : part))
    .join('|')
}

function isPersonal(text: string): boolean {
  if (text.includes('@') || /^(\+?86)?1[3-9]\d{9}$/.test(text)) return true
  return isIdentityNumber(text.toUpperCase()) || (/^[3-6]\d{12,18}$/.test(text) && isLuhn(text))
}

/** Region, day of birth, number and check digit (GB 11643). */
function isIdentityNumber(text: string): boolean {
  if (!/^[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dX]$/.test(text)) {
    return false
  }
  const sum = [...text.slice(0, 17)].reduce(
    (total, digit, index) => total + Number(digit) * (2 ** (17 - index) % 11),
    0,
  )
  return '10X98765432'[sum % 11] === text[17]
}

/** The check digit of bank cards. */
function isLuhn(text: string): boolean {
  const sum = [...text].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}
