import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { TestModule, TestSpecification, Vitest } from 'vitest/node'
import { JsonReporter } from 'vitest/node'
import { checkStatements, explain, listed, type Report } from './statements/check.ts'

/** How many statements each specification has: every one must have a passed test. */
const STATEMENTS = { I: 97 }

const REPORT = new URL('../.report/vitest.json', import.meta.url)
const MISSING = new URL('statements/missing.txt', import.meta.url)

/**
 * What a run leaves: the JSON report, the verdict on the statements, and the last line, for a machine to read whatever the runner's own summary looks like.
 * The verdict is of a whole run only; it comes before the summary, and a bad one fails the run.
 */
export default class RunReport extends JsonReporter {
  #whole = false
  #bad = false
  #vitest!: Vitest

  constructor() {
    super({})
  }

  override onInit(vitest: Vitest): void {
    super.onInit(vitest)
    this.#vitest = vitest
  }

  async onTestRunStart(specifications: readonly TestSpecification[]): Promise<void> {
    const all = await this.#vitest.globTestSpecifications()
    this.#whole = specifications.length >= all.length && !this.#vitest.config.testNamePattern
  }

  override async onTestRunEnd(modules: readonly TestModule[]): Promise<void> {
    const written = super.onTestRunEnd(modules)
    const count = { passed: 0, failed: this.#bad ? 1 : 0, skipped: 0 }
    for (const module of modules) {
      let tests = 0
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        count[state === 'pending' ? 'skipped' : state]++
        tests++
      }
      if (module.state() === 'failed' && (tests === 0 || module.errors().length > 0)) count.failed++
    }
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : ''
    process.on('exit', () => process.stdout.write(`${count.passed} passed, ${count.failed} failed${skipped}\n`))
    await written
  }

  /** At once, so that all of it stands before the summary. */
  override async writeReport(report: string): Promise<void> {
    mkdirSync(new URL('.', REPORT), { recursive: true })
    writeFileSync(REPORT, report)
    if (!this.#whole) return
    const read = JSON.parse(readFileSync(REPORT, 'utf8')) as Report
    const { lines, good } = explain(checkStatements(read, STATEMENTS, listed(readFileSync(MISSING, 'utf8'))), STATEMENTS)
    process.stdout.write(`\n${lines.join('\n')}\n(${fileURLToPath(REPORT)})\n`)
    if (good) return
    this.#bad = true
    process.exitCode = 1
  }
}
