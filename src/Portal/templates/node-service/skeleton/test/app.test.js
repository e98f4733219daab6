import assert from 'node:assert/strict';
import { once } from 'node:events';
import { afterEach, beforeEach, test } from 'node:test';
import { createApp, HttpError } from '../src/app.js';
import { readConfig } from '../src/config.js';
import { listen, stop } from '../src/lifecycle.js';
import { createLog } from '../src/log.js';

/** @type {string[]} */
let lines;
/** @type {import('../src/app.js').App} */
let app;
let address = '';
/** @type {ReturnType<typeof later>} */
let asked;
/** @type {ReturnType<typeof later>} */
let release;

const log = () => createLog((line) => void lines.push(line));
const logged = () => lines.map((line) => JSON.parse(line));

beforeEach(async () => {
  lines = [];
  asked = later();
  release = later();
  app = createApp({
    info: readConfig({}).info,
    log: log(),
    routes: {
      'GET /broken': () => { throw new Error('secret detail'); },
      'GET /refused': () => { throw new HttpError(409, 'Not now.'); },
      'GET /slow': async () => {
        asked.resolve();
        await release.promise;
        return 'done';
      },
    },
  });
  address = `http://127.0.0.1:${await listen(app.server, 0)}`;
});

afterEach(() => {
  release.resolve();
  app.server.closeAllConnections();
  app.server.close();
});

test('it tells its name and version', async () => {
  const body = await (await fetch(address)).json();

  assert.equal(body.name, ${{ values.name | dump }});
  assert.equal(body.version, 'dev');
});

for (const path of ['/health/live', '/health/ready']) {
  test(`${path} says that it is well, and is not logged`, async () => {
    assert.equal((await fetch(address + path)).status, 200);
    assert.deepEqual(lines, []);
  });
}

test('an unknown address is answered as problem details', async () => {
  const response = await fetch(`${address}/nothing-here`);

  assert.equal(response.status, 404);
  assert.equal(response.headers.get('content-type'), 'application/problem+json; charset=utf-8');
});

test('a known address with another method says which one', async () => {
  const response = await fetch(`${address}/`, { method: 'DELETE' });

  assert.equal(response.status, 405);
  assert.equal(response.headers.get('allow'), 'GET');
});

test('an error is logged with its stack and answered without it', async () => {
  const response = await fetch(`${address}/broken`, { headers: { 'x-request-id': 'r-1' } });

  assert.equal(response.status, 500);
  assert.doesNotMatch(await response.text(), /secret detail/);
  const [failure, request] = logged();
  assert.equal(failure.error.message, 'secret detail');
  assert.match(failure.error.stack, /app\.test\.js/);
  assert.deepEqual([request.message, request.requestId, request.status], ['request', 'r-1', 500]);
});

test('a refusal is answered with its status and words', async () => {
  const response = await fetch(`${address}/refused`);

  assert.equal(response.status, 409);
  assert.equal((await response.json()).title, 'Not now.');
});

test('HEAD has the headers and no body', async () => {
  const response = await fetch(`${address}/`, { method: 'HEAD' });

  assert.equal(response.status, 200);
  assert.equal(await response.text(), '');
});

test('told to stop, it is not ready, ends the request that runs, and closes', async () => {
  const running = fetch(`${address}/slow`);
  await asked.promise;
  const closed = once(app.server, 'close');

  const stopping = stop(app, { delay: 200, limit: 20_000, log: log() });
  assert.equal((await fetch(`${address}/health/ready`)).status, 503);
  assert.equal((await fetch(`${address}/health/live`)).status, 200);
  release.resolve();

  assert.equal(await (await running).json(), 'done');
  assert.equal(await stopping, true);
  await closed;
});

test('a request that does not end is cut off after the limit', async () => {
  const running = fetch(`${address}/slow`).catch((/** @type {Error} */ error) => error);
  await asked.promise;

  assert.equal(await stop(app, { delay: 0, limit: 50, log: log() }), false);
  assert.ok(await running instanceof Error);
});

function later() {
  /** @type {() => void} */
  let resolve = () => {};
  /** @type {Promise<void>} */
  const promise = new Promise((done) => { resolve = done; });
  return { promise, resolve: () => resolve() };
}
