/** Evidence's own words, by component file: what it says, and what we say. */
const words = {}

/** Replaces the words of one component; a text that is gone stops the build. */
export function translate(filename, content) {
  if (!filename.includes('@evidence-dev/core-components/')) return content
  let code = content
  for (const [from, to] of words[filename.split('/').pop()] ?? []) {
    if (!code.includes(from)) throw new Error(`"${from}" is no longer in ${filename}; see reports/labels/evidence-ui.js`)
    code = code.replaceAll(from, to)
  }
  return code
}
