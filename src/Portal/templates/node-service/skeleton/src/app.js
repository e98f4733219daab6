import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

/**
 * @typedef {import('node:http').IncomingMessage} Request
 * @typedef {import('node:http').ServerResponse} Response
 * @typedef {(request: Request, url: URL) => unknown | Promise<unknown>} Handler Answers a value that is sent as JSON.
 *
 * @typedef {object} App
 * @property {import('node:http').Server} server
 * @property {boolean} leaving Set when the process was told to stop: it is not ready any more and still answers.
 */

/** A mistake with a status: answered as problem details (RFC 9457). Everything else that is thrown is a 500. */
export class HttpError extends Error {
  /**
   * @param {number} status
   * @param {string} title
   */
  constructor(status, title) {
    super(title);
    this.status = status;
  }
}

/**
 * @param {object} parts
 * @param {import('./config.js').Info} parts.info
 * @param {import('./log.js').Log} parts.log
 * @param {Record<string, Handler>} [parts.routes] Method and path to handler, beside those that every service has.
 * @returns {App}
 */
export function createApp({ info, log, routes = {} }) {
  /** @type {Map<string, Handler>} */
  const table = new Map(Object.entries({
    'GET /': () => info,
    // Live: the process answers. Ready: it can do its work; add what it cannot work without.
    'GET /health/live': () => ({ status: 'ok' }),
    'GET /health/ready': () => {
      if (app.leaving) throw new HttpError(503, 'The service is stopping.');
      return { status: 'ok' };
    },
    ...routes,
  }));

  /** @type {App} */
  const app = { leaving: false, server: createServer((request, response) => void answer(request, response)) };

  // A client that sends nothing must not hold a connection for ever.
  app.server.requestTimeout = 30_000;
  app.server.headersTimeout = 10_000;
  return app;

  /**
   * @param {Request} request
   * @param {Response} response
   */
  async function answer(request, response) {
    const started = process.hrtime.bigint();
    const requestId = String(request.headers['x-request-id'] ?? randomUUID()).slice(0, 100);
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    response.setHeader('x-request-id', requestId);
    if (app.leaving) response.setHeader('connection', 'close');
    try {
      const url = new URL(request.url ?? '/', 'http://service');
      const method = request.method === 'HEAD' ? 'GET' : request.method;
      const handler = table.get(`${method} ${url.pathname}`);
      if (handler) {
        send(response, 200, 'application/json', await handler(request, url));
      } else {
        const allowed = [...table.keys()].filter((route) => route.split(' ')[1] === url.pathname).map((route) => route.split(' ')[0]);
        if (allowed.length > 0) response.setHeader('allow', allowed.join(', '));
        throw allowed.length > 0 ? new HttpError(405, `Use ${allowed.join(' or ')}.`) : new HttpError(404, 'There is nothing at this address.');
      }
    } catch (error) {
      const status = error instanceof HttpError ? error.status : 500;
      if (status >= 500 && !(error instanceof HttpError)) log.error('request failed', { requestId, path, error });
      const title = error instanceof HttpError ? error.message : 'Something went wrong here. The log has it under the request id.';
      send(response, status, 'application/problem+json', { status, title, requestId });
    }
    if (!path.startsWith('/health/')) {
      log.info('request', { requestId, method: request.method, path, status: response.statusCode, ms: Math.round(Number(process.hrtime.bigint() - started) / 1e4) / 100 });
    }
  }
}

/**
 * @param {Response} response
 * @param {number} status
 * @param {string} type
 * @param {unknown} body
 */
function send(response, status, type, body) {
  const text = JSON.stringify(body ?? null);
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(response.req.method === 'HEAD' ? undefined : text);
}
