/**
 * SQL that is true when 18 characters are an identity number of GB 11643: a region, a day of
 * birth and the check character of ISO 7064 MOD 11-2.
 */
export function isIdentitySql(number: string): string {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.map((weight, index) => `${weight} * ${digitSql(number, index + 1)}`)
  return `regexp_full_match(${number}, '[1-8][0-9]{5}(18|19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]')
    and '10X98765432'[(${sum.join(' + ')}) % 11 + 1] = upper(right(${number}, 1))`
}

/** SQL that is true when 15 digits are an identity number of before 1999, which has no check digit. */
export function isOldIdentitySql(digits: string): string {
  return `regexp_full_match(${digits}, '[1-8][0-9]{5}[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}')`
}

/** SQL that is true when 13 to 19 digits, as card numbers begin, pass the Luhn check. */
export function isCardSql(digits: string): string {
  const padded = `lpad(${digits}, 19, '0')`
  const sum = Array.from({ length: 19 }, (_, index) => {
    const digit = digitSql(padded, index + 1)
    return index % 2 === 0 ? digit : `(2 * ${digit} // 10 + 2 * ${digit} % 10)`
  })
  return `regexp_full_match(${digits}, '[2-69][0-9]{12,18}') and (${sum.join(' + ')}) % 10 = 0`
}

function digitSql(text: string, place: number): string {
  return `(ascii(${text}[${place}]) - 48)`
}
