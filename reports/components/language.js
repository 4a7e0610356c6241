// The language that the reader has chosen. What stands in the HTML stands there in both languages
// (T.svelte); this is for what can be in one only: attributes, options, titles, Evidence's tables.
import { derived, writable } from 'svelte/store'

const place = 'csq-language'
const isEnglish = () => globalThis.document?.documentElement.dataset.lang === 'en'

/** `zh` or `en`; app.html has set it before the first paint. Written by `choose` alone. */
export const language = writable(isEnglish() ? 'en' : 'zh')

/** `$say('中文', 'English')`, or of a text `$say({ zh, en })`; Chinese where English is missing. */
export const say = derived(language, (chosen) => (zh, en) => {
  const text = typeof zh === 'object' && zh !== null ? zh : { zh, en }
  return chosen === 'en' && text.en ? text.en : text.zh
})

/** Shows `next` on this page, and on every page that is opened later. */
export function choose(next) {
  document.documentElement.dataset.lang = next
  document.documentElement.lang = next === 'en' ? 'en' : 'zh-CN'
  try {
    localStorage.setItem(place, next)
  } catch {
    // a reader who allows no storage chooses again on the next page
  }
  language.set(next)
}
