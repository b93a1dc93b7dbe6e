/** Every broker of ours has these. A stopped or cut-off member of a queue group swallows its share until the ping finds out: 15 s instead of minutes. A 2.9 pings nobody to whom it sends. */
export const PING_LINES: readonly string[] = ['ping_interval: "5s"', 'ping_max: 2']
