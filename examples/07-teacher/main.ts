// Learning by example, over one interaction of a thousand steps: a teacher sends points and what is right, its pupil gets better, and exams show how much.
import { launch, showNetwork } from '@parley/runtime/network'
import { Pupil } from './pupil.ts'
import { Teacher } from './teacher.ts'

const LESSONS = 1_000

const module = (name: string) => ({ module: new URL(`./${name}.ts`, import.meta.url) })

await using net = await launch({ agents: { teacher: module('teacher'), pupil: module('pupil') } })
await using view = showNetwork(net, { title: 'a pupil learns', out: process.stderr }) // how far it is; what comes out is for standard output
const course = net.client.peer(Teacher).teach({ lessons: LESSONS, examsAfter: [0, 10, 100, LESSONS] })
for await (const { learnt, exam } of course) {
  view.progress('lessons', learnt, LESSONS)
  if (!exam) continue
  const bar = '█'.repeat(Math.round(exam.right * 40)).padEnd(40, '░')
  const loss = learnt > 0 ? `, loss ${exam.loss.toFixed(2)}` : ''
  console.log(`after ${String(learnt).padStart(4)} lessons ${bar} ${(exam.right * 100).toFixed(1)} % right${loss}`)
}
await view.close()
const learnt = await net.client.peer(Pupil).learnt({})
console.log(`the pupil has learnt from ${learnt.toLocaleString('en')} samples in ${(await course.result).toLocaleString('en')} steps`)
