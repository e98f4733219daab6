import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../src/main.js', import.meta.url));

test('the process starts, answers, and ends with 0 when it is told to stop', { timeout: 30_000, skip: process.platform === 'win32' && 'Windows has no SIGTERM' }, async () => {
  const child = spawn(process.execPath, [main], { env: { ...process.env, PORT: '0' }, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { message, port } = JSON.parse((await lines.next()).value);
  assert.equal(message, 'listening');
  assert.equal((await fetch(`http://127.0.0.1:${port}/health/ready`)).status, 200);

  const ended = once(child, 'exit');
  child.kill('SIGTERM');

  assert.deepEqual(await ended, [0, null]);
});

test('a wrong setting ends it with 1 and a line that names the setting', { timeout: 30_000 }, async () => {
  const child = spawn(process.execPath, [main], { env: { ...process.env, PORT: 'x' }, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const line = (await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next()).value;

  assert.match(JSON.parse(line).error.message, /PORT/);
  assert.deepEqual(await ended, [1, null]);
});
