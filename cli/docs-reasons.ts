/** What a reason of `ops.rejected_rows` means, and what to do about it. */
export const quarantineReasons: Readonly<
  Record<string, { readonly means: string; readonly toDo: string }>
> = {
  missing_required: {
    means: 'A required column is empty in this row.',
    toDo: 'Ask the sending department to fill it. A missing number is never read as 0.',
  },
  not_a_timestamp: {
    means: 'The cell is not an instant, or a day that does not exist.',
    toDo: 'Write `2026-09-01 09:30:00`; without an offset it is the time of the bank.',
  },
  not_a_number: {
    means: 'The cell is not a plain number; for a whole number also when it has a fraction.',
    toDo: 'Write digits without a unit, `75` and not `75s`; thousands separators may stay.',
  },
  not_a_boolean: {
    means: 'The cell is neither yes nor no.',
    toDo: 'Write 是 or 否, 1 or 0, true or false, yes or no.',
  },
  not_a_day: {
    means: 'The cell is not a day of the calendar.',
    toDo: 'Write `2026-09-01`.',
  },
  not_a_month: {
    means: 'The cell is not a month.',
    toDo: 'Write `2026-09`.',
  },
  unknown_code: {
    means: 'The cell is none of the codes of the column, nor one of their labels.',
    toDo: 'Write an accepted code (contracts.md lists them); for a channel of a source system add its code to `channel_codes`.',
  },
  out_of_range: {
    means: 'The number is below or above what the column may hold.',
    toDo: 'Correct it at the source; contracts.md gives the bounds.',
  },
  rating_above_scale: {
    means: 'The rating of a survey is higher than the highest mark of its scale.',
    toDo: 'Correct the rating, or send the scale that was used.',
  },
  closed_before_received: {
    means: 'The complaint was closed before it was received.',
    toDo: 'Correct one of the two instants; often one lacks its time zone.',
  },
  wrong_column_count: {
    means: 'The row has more or fewer cells than the header.',
    toDo: 'Quote cells that contain the separator or a line break.',
  },
  broken_quotes: {
    means: 'A quotation mark is opened and not closed, or stands inside an unquoted cell.',
    toDo: 'Double a quotation mark inside a quoted cell: `"he said ""yes"""`.',
  },
  unreadable_line: {
    means: 'The line cannot be read as a row for another reason.',
    toDo: 'Look at the record in the file; export the file again.',
  },
  bad_json: {
    means: 'The line of a JSON file is not one object.',
    toDo: 'Write one JSON object per line.',
  },
}
