import { z } from 'zod'

/** A local time as `07:00`. */
export const localTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is not a time such as 09:00')

/** A cron expression, or a workday of the calendar counted from the end of the period. */
const dueTime = z
  .union([z.string(), z.strictObject({ workday: z.int().min(1).max(15), at: localTime })])
  .nullable()

const catchUp = z.union([z.literal('all'), z.int().min(1)])

const minutes = z.number().positive()

/** When chains run, how much is made up after downtime, and how long a step may take. */
export const scheduleSettings = z.strictObject({
  day: z.string().nullable().default('30 6 * * *'),
  month: dueTime.default('0 7 3 * *'),
  quarter: dueTime.default('30 7 8 1,4,7,10 *'),
  year: dueTime.default('0 8 15 1 *'),
  /** How many missed periods of a type run after downtime; the days but the last without mail. */
  catch_up: z
    .strictObject({
      day: catchUp.default(7),
      month: catchUp.default('all'),
      quarter: catchUp.default('all'),
      year: catchUp.default('all'),
    })
    .prefault({}),
  /** Minutes after which a step is ended and counts as failed. */
  timeouts: z
    .strictObject({
      load: minutes.default(240),
      build: minutes.default(240),
      publish: minutes.default(120),
      send: minutes.default(60),
    })
    .prefault({}),
})
