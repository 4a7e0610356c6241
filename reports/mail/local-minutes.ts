import { offsetMinutes, type Zone } from '../../core/zone.ts'

/** An instant as `2026-10-08 09:00` in the bank's zone. */
export function localMinutes(zone: Zone, instant: Date): string {
  const minutes = zone.fixedMinutes ?? offsetMinutes(zone.name, instant)
  return new Date(instant.getTime() + minutes * 60_000).toISOString().slice(0, 16).replace('T', ' ')
}
