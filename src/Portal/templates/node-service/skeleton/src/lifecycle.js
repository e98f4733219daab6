import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * @param {import('node:http').Server} server
 * @param {number} port
 * @returns {Promise<number>} The port it listens on.
 */
export async function listen(server, port) {
  server.listen(port);
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address ? address.port : port;
}

/**
 * Leaves without dropping a request: says that it is not ready, goes on answering until load balancers have noticed, then takes no more
 * connections and lets requests end.
 *
 * @param {import('./app.js').App} app
 * @param {{ delay: number, limit: number, log: import('./log.js').Log }} options Milliseconds.
 * @returns {Promise<boolean>} Whether every request ended within the limit.
 */
export async function stop(app, { delay, limit, log }) {
  app.leaving = true;
  log.info('stopping', { delay, limit });
  await pause(delay);
  const closed = new Promise((resolve) => app.server.close(() => resolve(true)));
  app.server.closeIdleConnections();
  const clean = await Promise.race([closed, pause(limit, false, { ref: false })]);
  if (!clean) app.server.closeAllConnections();
  log.info('stopped', { clean });
  return Boolean(clean);
}

/**
 * @param {import('./app.js').App} app
 * @param {{ delay: number, limit: number, log: import('./log.js').Log }} options
 */
export function stopOnSignals(app, options) {
  /** @param {NodeJS.Signals} signal */
  const leave = (signal) => {
    // A second signal means now: the handlers are gone, so it has its usual effect.
    process.off('SIGTERM', leave).off('SIGINT', leave);
    options.log.info('told to stop', { signal });
    void stop(app, options).then((clean) => {
      process.exitCode = clean ? 0 : 1;
    });
  };
  process.on('SIGTERM', leave).on('SIGINT', leave);
}
