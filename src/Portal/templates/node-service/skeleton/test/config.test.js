import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from '../src/config.js';

test('without settings it has sensible ones', () => {
  const { port, shutdownDelay, shutdownLimit } = readConfig({});

  assert.deepEqual([port, shutdownDelay, shutdownLimit], [8080, 0, 20_000]);
});

test('the pipeline sets the version', () => {
  assert.equal(readConfig({ SERVICE_VERSION: '0.1.7' }).info.version, '0.1.7');
});

for (const text of ['x', '-1', '1.5', '70000']) {
  test(`a port "${text}" is refused by name`, () => {
    assert.throws(() => readConfig({ PORT: text }), /PORT is ".*It must be a whole number from 0 to 65535/);
  });
}
