import { z } from 'zod'
import type { Ran } from './child.ts'

/** What `csq build --json` prints, as far as a bench reads it. */
export const builtSchema = z.object({ measured: z.object({ values: z.number() }) })
export const handwrittenSchema = z.object({ countSeconds: z.number(), quantileSeconds: z.number() })
export const agreeSchema = z.object({
  compared: z.number(),
  differences: z.record(z.string(), z.number()),
})
export const equalSchema = z.object({ tables: z.number(), differing: z.array(z.string()) })
export const metricSchema = z.object({ milliseconds: z.array(z.number()), rows: z.number() })

/** Everything that a build bench ran. */
export interface BuildRuns {
  readonly contacts: number
  readonly lateContacts: number
  readonly full: Ran<z.infer<typeof builtSchema>>
  readonly handwritten: Ran<z.infer<typeof handwrittenSchema>>
  readonly figuresCompared: number
  readonly late: Ran<z.infer<typeof builtSchema>>
  readonly lateFull: Ran<z.infer<typeof builtSchema>>
  readonly metric: Ran<z.infer<typeof metricSchema>>
  readonly metricCommand: Ran<unknown>
}
