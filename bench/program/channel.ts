/** What a process of the bench can be told, by name. */
type Orders = Readonly<Record<string, (args: never) => unknown>>

interface Order {
  readonly id: number
  readonly order: string
  readonly args: unknown
}

/** Obeys the process that started this one, over the IPC channel, and leaves when that is gone. */
export function serve(orders: Orders): void {
  process.on('disconnect', () => process.exit(0))
  process.on('message', async ({ id, order, args }: Order) => {
    try {
      process.send?.({ id, result: await orders[order]!(args as never) })
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? error.stack : String(error) })
    }
  })
  process.send?.({ id: 0 })
}

/** Where a program finds its broker and its counterparty. */
export interface Opening {
  /** The address of a broker, or of the counterparty itself where there is no broker between the two. */
  readonly url: string
  /** A world, a subject or a queue that no other variant uses. */
  readonly name: string
}
