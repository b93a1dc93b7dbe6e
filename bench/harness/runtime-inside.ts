// The only place of the bench that reaches behind the runtime's public entries: it bundles its programs, and guards its processes, as `launch` does.
export { bundle } from '../../packages/runtime/src/network/bundle.ts'
export { startKeeper } from '../../packages/runtime/src/supervisor/keeper.ts'
