/** Who may import whom: core/ imports nothing of ours; a stage imports itself and core/. */
const stages = ['ingest', 'transforms', 'metrics', 'reports', 'seeds']
const own = ['core', ...stages, 'cli', 'bench', 'tests']

export default {
  forbidden: [
    {
      name: 'core-stands-alone',
      severity: 'error',
      from: { path: '^core/' },
      to: { path: `^(${own.filter((folder) => folder !== 'core').join('|')})/` },
    },
    ...stages.map((stage) => ({
      name: `${stage}-imports-itself-and-core`,
      severity: 'error',
      from: { path: `^${stage}/` },
      to: {
        path: `^(${own.filter((folder) => folder !== 'core' && folder !== stage).join('|')})/`,
      },
    })),
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^reports/site/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.mjs', '.js'] },
  },
}
