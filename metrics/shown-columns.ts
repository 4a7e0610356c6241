import { valueColumns } from './value-columns.ts'

/** The columns of `indicators.shown` beside those of `indicators.values`, as readers may rely on them. */
export const shownColumns: Readonly<Record<string, string>> = {
  ...valueColumns,
  numerator: 'as in indicators.values; null where the figure is suppressed',
  denominator: 'as in indicators.values; null where the figure is suppressed',
  value: 'as in indicators.values; null where the figure is suppressed',
  previous_value: 'value of the period before, like for like; null where that one is suppressed',
  year_ago_value: 'value a year ago, like for like; null where that one is suppressed',
  sign: 'value (0 too), no_data, not_applicable or suppressed: what stands in the place of the figure',
  change:
    'against the period before: higher, lower or no_clear_difference; null where nothing is known of chance',
  versus_bank:
    'a group against the rest of the bank: higher, lower or no_clear_difference; null where nothing is known of chance',
  is_suppressed: 'a group of under five rows, or one that would give such a group away',
}
