import { describe, expect, it } from 'vitest'
import { audienceKind, canPublish, expandAudiences } from '../../../reports/audience/audiences.ts'
import { pagesFor } from '../../../reports/labels/navigation.ts'

describe('a list of audiences', () => {
  const departments = ['D01', 'D02']

  it('names each edition once, whatever it is called by', () => {
    expect(expandAudiences('bank', departments)).toEqual(['bank'])
    expect(expandAudiences('department/D02, department', departments)).toEqual([
      'department/D02',
      'department/D01',
    ])
    expect(expandAudiences('all', departments)).toEqual([
      'bank',
      'department/D01',
      'department/D02',
      'analyst',
    ])
  })

  it('is refused with the nearest name where nobody is called so', () => {
    expect(() => expandAudiences('department/D03', departments)).toThrow(
      expect.objectContaining({ hint: 'Did you mean: department/D01?' }),
    )
    expect(() => expandAudiences(' , ', departments)).toThrow('No audience is named.')
  })

  it('can be published for the bank, analysts and one department, not for a path', () => {
    expect(['bank', 'analyst', 'department/D02'].map(canPublish)).toEqual([true, true, true])
    expect(['department', 'department/a/b', 'all', ''].map(canPublish)).toEqual([
      false,
      false,
      false,
      false,
    ])
    expect(audienceKind('department/D02')).toBe('department')
  })
})

describe('the pages of an audience', () => {
  it('leave out of a department what is of all departments', () => {
    const paths = (audience: string) => pagesFor(audience).map((page) => page.path)
    expect(paths('department/D02')).not.toContain('/departments')
    expect(paths('department/D02')).not.toContain('/departments/:id')
    expect(paths('department/D02')).toContain('/causes')
    expect(paths('bank')).toContain('/departments/:id')
    expect(paths('bank').some((path) => path.startsWith('/analyst'))).toBe(false)
  })
})
