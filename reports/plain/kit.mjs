// What components take from SvelteKit, while pages are rendered without it.
import { writable } from 'svelte/store'

/** Links begin with a slash; render-plain.ts makes them relative. */
export const base = ''
export const assets = ''

/** The page that is being rendered. */
export const page = writable({ url: new URL('http://plain/'), params: {}, status: 200 })
export const navigating = writable(null)
