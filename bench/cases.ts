import { P1 } from './case/p01-sequential.ts'
import { P2 } from './case/p02-in-flight-128.ts'
import { P3 } from './case/p03-in-flight-1024.ts'
import { P4 } from './case/p04-cpu.ts'
import { P5 } from './case/p05-watched.ts'
import { P6 } from './case/p06-memory.ts'
import { P7 } from './case/p07-growth.ts'
import { P8 } from './case/p08-processes.ts'
import { P9 } from './case/p09-stream.ts'
import { P10 } from './case/p10-fan-out.ts'
import { P12 } from './case/p12-large.ts'
import type { Case } from './report/report.ts'

/** P11, durable interactions, is measured when there are some. */
export const CASES: readonly Case[] = [P1, P2, P3, P4, P5, P6, P7, P8, P9, P10, P12]

/** What `--quick` runs when it is given no names: the core. */
export const CORE: readonly Case[] = [P1, P2, P3, P4]
