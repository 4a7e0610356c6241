// Merged by Evidence into its own configuration; staged beside the pages.
import { translate } from './labels/evidence-ui.js'

/** Puts Evidence's own words into Chinese while its components are compiled. */
const words = {
  name: 'evidence-words',
  markup: ({ content, filename = '' }) => ({ code: translate(filename, content) }),
}

// Evidence deletes `preprocess` from this object after its first use, and then loads it again for
// the client bundle; a property of the prototype that is not enumerable survives that.
const config = Object.create(
  Object.defineProperty({}, 'preprocess', { value: [words], enumerable: false }),
)
config.kit = {
  version: { name: '1111111111111' },
  prerender: {
    // the application is built without data; pages are rendered per edition
    entries: process.env.CSQ_RENDER === 'true' ? ['*'] : [],
    concurrency: 1,
    handleHttpError: 'fail',
  },
}

export default config
