import 'reflect-metadata'
import { Controller, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { MessagePattern, Transport } from '@nestjs/microservices'
import { serve } from '../../program/channel.ts'

/** Decorators are called by hand: this file is plain JavaScript. */
function moduleFor(name) {
  class Echo {
    echo(payload) {
      return { n: payload.n, text: payload.text }
    }
  }
  MessagePattern(name)(Echo.prototype, 'echo', Object.getOwnPropertyDescriptor(Echo.prototype, 'echo'))
  Controller()(Echo)
  class Root {}
  Module({ controllers: [Echo] })(Root)
  return Root
}

serve({
  async open({ url, name }) {
    const options = { transport: Transport.NATS, options: { servers: [url], queue: name, noAsyncTraces: true }, logger: false }
    const app = await NestFactory.createMicroservice(moduleFor(name), options)
    await app.listen()
  },
})
