import { Queue, QueueEvents } from 'bullmq'
import { checkPayload, payloadOf } from '../../program/payload.ts'
import { serveCalls } from '../../program/slice.ts'

const JOB = { removeOnComplete: true, removeOnFail: true }

serveCalls(async ({ url, name }) => {
  const connection = { url }
  const queue = new Queue(name, { connection, defaultJobOptions: JOB })
  const events = new QueueEvents(name, { connection })
  await Promise.all([queue.waitUntilReady(), events.waitUntilReady()])
  // One listener for all: `waitUntilFinished` asks Redis once more for every job.
  const waiting = new Map()
  const settle = ({ jobId }) => {
    const waits = waiting.get(jobId)
    waiting.delete(jobId)
    return waits
  }
  events.on('completed', ({ jobId, returnvalue }) => settle({ jobId })?.resolve(returnvalue))
  events.on('failed', ({ jobId, failedReason }) => settle({ jobId })?.reject(new Error(failedReason)))
  return async (n) => {
    const jobId = `job-${n}`
    const answer = new Promise((resolve, reject) => waiting.set(jobId, { resolve, reject }))
    await queue.add('echo', payloadOf(n), { jobId })
    checkPayload(n, await answer)
  }
})
