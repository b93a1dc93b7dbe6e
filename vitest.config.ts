import { defineConfig } from 'vitest/config'

// Tests and examples run from source: the condition stands in both lists, beside the ones that vite would use by itself.
const conditions = ['@parley/source', 'module', 'node', 'development|production']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'bench/**/*.test.ts', 'test/**/*.test.ts', 'examples/**/*.test.ts'],
    reporters: ['./test/report.ts', 'default'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
})
