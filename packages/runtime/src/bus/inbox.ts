/**
 * The prefix of an identity's own inbox, where only it may listen. Not below `_INBOX`: every agent may publish there, to answer the tools that ask `$SRV`,
 * and must not reach another agent by it.
 */
export const inboxPrefixOf = (world: string, name: string): string => `inbox.${world}.${name}`
