/** A command that did not succeed ends with 1. */
export function finish(isGood: boolean): void {
  process.exitCode = isGood ? 0 : 1
}
