/**
 * The bank's time zone. Instants are stored as UTC; a local day is the day in this zone.
 * Zones without daylight saving (Asia/Shanghai) are computed by plain addition, which is much
 * faster than a calendar look-up per row.
 */
export interface Zone {
  readonly name: string
  /** Minutes east of UTC when the same all year round since 2000, else null. */
  readonly fixedMinutes: number | null
}

/** The zone of an IANA name; throws a RangeError when the name is unknown. */
export function zoneOf(name: string): Zone {
  const offsets = new Set<number>()
  for (let year = 2000; year <= 2040; year++) {
    for (let month = 0; month < 12; month++) {
      offsets.add(offsetMinutes(name, new Date(Date.UTC(year, month, 1, 12))))
    }
  }
  const [only] = offsets
  return { name, fixedMinutes: offsets.size === 1 && only !== undefined ? only : null }
}

/** Minutes east of UTC in `zoneName` at `instant`. */
export function offsetMinutes(zoneName: string, instant: Date): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zoneName,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant)
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value ?? 0)
  const local = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  )
  return Math.round((local - instant.getTime()) / 60_000)
}

/** The local day of an instant as `YYYY-MM-DD`. */
export function localDay(zone: Zone, instant: Date): string {
  const minutes = zone.fixedMinutes ?? offsetMinutes(zone.name, instant)
  return new Date(instant.getTime() + minutes * 60_000).toISOString().slice(0, 10)
}

/** The instant at which the local day `YYYY-MM-DD` begins. */
export function localMidnight(zone: Zone, day: string): Date {
  const naive = Date.parse(`${day}T00:00:00Z`)
  if (zone.fixedMinutes !== null) return new Date(naive - zone.fixedMinutes * 60_000)
  const guess = new Date(naive - offsetMinutes(zone.name, new Date(naive)) * 60_000)
  return new Date(naive - offsetMinutes(zone.name, guess) * 60_000)
}

/** SQL that turns a naive local timestamp expression into UTC. */
export function toUtcSql(zone: Zone, local: string): string {
  if (zone.fixedMinutes !== null) return `(${local} - interval ${zone.fixedMinutes} minute)`
  return `timezone('UTC', timezone('${zone.name}', ${local}))`
}

/** SQL that turns a naive UTC timestamp expression into the bank's local time. */
export function toLocalSql(zone: Zone, utc: string): string {
  if (zone.fixedMinutes !== null) return `(${utc} + interval ${zone.fixedMinutes} minute)`
  return `timezone('${zone.name}', timezone('UTC', ${utc}))`
}
