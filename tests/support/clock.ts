import type { Clock } from '../../core/clock.ts'

/** A clock that a test moves. */
export interface MovableClock extends Clock {
  set(to: string): void
  /** Moves it forward. */
  pass(hours: number): void
}

/** A clock that says `instant` until it is moved. */
export function movableClock(instant: string): MovableClock {
  let now = new Date(instant)
  return {
    now: () => new Date(now),
    set: (to) => {
      now = new Date(to)
    },
    pass: (hours) => {
      now = new Date(now.getTime() + hours * 3_600_000)
    },
  }
}
