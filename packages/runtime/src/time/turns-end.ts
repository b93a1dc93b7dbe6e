const now = Promise.resolve()

/** Calls when what runs has run. As `queueMicrotask` does, but without the resource that Node makes, and follows, for each call of that one. */
export const atTurnsEnd = (call: () => void): void => void now.then(call)
