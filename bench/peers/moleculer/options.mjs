/** JSON and Moleculer's own balancing, as by default; all that costs and is not needed for the echo is off. */
export const optionsOf = ({ url, name, node }) => ({
  namespace: name,
  nodeID: `${name}-${node}`,
  transporter: { type: 'NATS', options: { url, noAsyncTraces: true } },
  serializer: 'JSON',
  logger: false,
  metrics: false,
  tracing: false,
  cacher: false,
  disableBalancer: true,
  errorHandler: null,
  contextParamsCloning: false,
  requestTimeout: 0,
})
