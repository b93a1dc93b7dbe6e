/** Every limit of the wire, with its reason. A limit that is passed gives an error that names it, never a cut. */

/** Nesting of arrays and maps. Deep enough for any honest document, shallow enough that no recursion overflows. */
export const MAX_DEPTH = 64

/** Levels that a message of ours may lay around a value: a value at its own limit still arrives whole, whatever envelope carries it. */
export const ENVELOPE_DEPTH = 8

/** Entries of one map, and length of one array that is not bytes. Above it a payload is data and belongs in a stream or a file. */
export const MAX_ENTRIES = 100_000

/** Characters of one subject token: the longest agent name is 63, an id at most 64. */
export const MAX_TOKEN = 64

/** Steps of one interaction: a counter that a typing error cannot turn into a run without end. */
export const MAX_STEPS = 1_000_000_000

/** Ancestors that a request may carry; a call chain longer than this is a loop that the cycle check did not see. */
export const MAX_ANCESTORS = 64

/** Characters of an error's message on the wire; the whole text stays in the log of the process that failed. */
export const MAX_MESSAGE = 2_000

/** Samples that a writer may send to one reader before it is told to go on: a broker's round trip of the fastest stream, and no more than a reader can hold. */
export const CREDIT_WINDOW = 1_024

/** Rows of one pack, and interactions of one query: enough that what a message costs by itself no longer counts, few enough that the first is not late. */
export const MAX_ROWS = 256

/** Bytes of one message that travels by claim. Both ends hold all of it at once, encoded and decoded: what is larger belongs in a stream or a file. */
export const MAX_CLAIM_BYTES = 256 * 1024 * 1024

/** Chunks of one claim: its largest one in pieces of 4 KiB, the smallest that a broker's configuration makes sense with. */
export const MAX_CLAIM_CHUNKS = 65_536
