// The arrows of docs/architecture.md, checked: protocol <- runtime <- agents <- examples, test; no cycle; siblings only through the composition root.
const layer = (name, from, to) => ({ name, severity: 'error', from: { path: from }, to: { path: to } })

export default {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    layer('protocol-stands-alone', '^packages/protocol/src', '^packages/(runtime|agents)|^examples|^test/'),
    layer('runtime-knows-no-agents', '^packages/runtime/src', '^packages/agents|^examples|^test/'),
    layer('agents-know-no-examples', '^packages/agents/src', '^examples|^test/'),
    {
      name: 'protocol-is-pure',
      severity: 'error',
      from: { path: '^packages/protocol/src', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'only-the-bus-imports-nats',
      severity: 'error',
      from: { path: '^packages/[^/]+/src', pathNot: '^packages/runtime/src/(bus|broker|testing)/|\\.test\\.ts$' },
      to: { path: '@nats-io' },
    },
    {
      name: 'only-the-root-composes',
      severity: 'error',
      from: { path: '^packages/runtime/src/(bus|interaction|stream|agent|client|presence|behaviour)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^packages/runtime/src/((compose|connect|worker)\\.ts|(composition|network|supervisor|broker|cli|testing)/)' },
    },
    {
      name: 'an-agent-starts-light',
      severity: 'error',
      from: { path: '^packages/runtime/src/(index|worker|compose)\\.ts$' },
      to: { path: 'node_modules/(yaml|commander|esbuild|xstate)/|^packages/runtime/src/(supervisor|network|cli|broker)/', reachable: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|\\.parley)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.check.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@parley/source', 'import', 'types', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.js'],
    },
  },
}
