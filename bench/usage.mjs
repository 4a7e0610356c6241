// Loaded before a measured program: tells what it used, through the pipe 3, when it exits.
import { readFileSync, writeSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

if (isMainThread) {
  process.once('exit', () => {
    const { user, system } = process.cpuUsage()
    writeSync(3, JSON.stringify({ cpuSeconds: (user + system) / 1e6, peakBytes: peakBytes() }))
  })
}

/** Linux counts the parent's memory into `maxRSS` of a child; the high water mark is its own. */
function peakBytes() {
  try {
    const [, kilobytes] =
      /^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
    if (kilobytes !== undefined) return Number(kilobytes) * 1024
  } catch {
    // no /proc on this system
  }
  return process.resourceUsage().maxRSS * 1024
}
