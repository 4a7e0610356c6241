// Renders the pages of one edition from the built application: SvelteKit's own last step, alone.
// Run in the staged template folder; the environment says where things are.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const kit = join(process.env.CSQ_SITE, 'node_modules/@sveltejs/kit/src/core/postbuild')
const out = join(process.cwd(), '.svelte-kit/output')
const manifestPath = join(out, 'server/manifest-full.js')
const load = (path) => import(pathToFileURL(path).href)

const { default: analyse } = await load(join(kit, 'analyse.js'))
const { default: prerender } = await load(join(kit, 'prerender.js'))
const { manifest } = await load(manifestPath)

const routes = manifest._.routes.map(({ id }) => ({ id, page: null, leaf: null, endpoint: null }))
const metadata = await analyse({
  manifest_path: manifestPath,
  manifest_data: { routes, nodes: [], hooks: {} },
  server_manifest: {},
  tracked_features: {},
  env: {},
})
const { prerendered } = await prerender({
  out,
  manifest_path: manifestPath,
  metadata,
  verbose: false,
  env: {},
})

const cpu = process.cpuUsage()
const report = { pages: prerendered.pages.size, cpuSeconds: (cpu.user + cpu.system) / 1e6 }
process.stdout.write(`\nrendered ${JSON.stringify(report)}\n`)
process.exit(0)
