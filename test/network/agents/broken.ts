import { defineAgent } from '@parley/runtime'

export default defineAgent({ name: 'broken', actions: {} })
throw new Error('the disk is on fire')
