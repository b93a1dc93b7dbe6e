/**
 * Said with every call: when the one who had the work is gone, send it again. A single agent needs about a second to come back,
 * and until then nobody of its name answers; the waits between the attempts double.
 */
export const AGAIN = { retry: { on: ['disconnected', 'NO_RESPONDERS'], max: 8 } }
