import { z } from 'zod'
import type { Ran } from './child.ts'

/** What a side took and refused. */
export const countsSchema = z.object({ accepted: z.number(), refused: z.number() })

export type Counts = z.infer<typeof countsSchema>

/** What `csq load --json` prints, as far as a bench reads it. */
export const summarySchema = z.object({
  files: z.array(z.object({ status: z.string(), rows_read: z.number(), seconds: z.number() })),
})

/** What the masking side prints. */
export const maskingSchema = z.object({
  figures: z.array(
    z.object({
      kind: z.string(),
      spans: z.number(),
      recall: z.number(),
      precision: z.number().nullable(),
    }),
  ),
  speed: z.object({ texts: z.number(), cpuSeconds: z.number(), perSecond: z.number() }),
})

/** Everything that a load bench ran, side by side. */
export interface LoadRuns {
  readonly rows: number
  readonly rowsOfZod: number
  readonly bytes: number
  readonly csq: Ran<unknown>[]
  readonly bare: Ran<unknown>[]
  readonly zod: Ran<unknown>[]
  readonly gb18030: Ran<unknown>[]
  readonly xlsx: Ran<unknown>[]
  readonly workbookRows: number
  readonly firstLoad: Ran<unknown>
  readonly secondLoads: readonly Ran<unknown>[]
  readonly masking: Ran<z.infer<typeof maskingSchema>>
}
