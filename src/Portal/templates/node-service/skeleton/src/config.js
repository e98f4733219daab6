import { readFileSync } from 'node:fs';

/**
 * @typedef {object} Info What this process is: answered at / and useful in the middle of the night.
 * @property {string} name
 * @property {string} description
 * @property {string} version Version of the image, set by the pipeline; "dev" on a workstation.
 *
 * @typedef {object} Config
 * @property {Info} info
 * @property {number} port 0 takes any free one.
 * @property {number} shutdownDelay Milliseconds to go on answering after being told to stop.
 * @property {number} shutdownLimit Milliseconds that requests then get to end.
 */

/**
 * @param {Record<string, string | undefined>} env
 * @returns {Config}
 * @throws {Error} A setting has no sensible value; the message names it.
 */
export function readConfig(env) {
  const about = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return {
    info: { name: about.name, description: about.description, version: env.SERVICE_VERSION || 'dev' },
    port: whole(env, 'PORT', 8080, 65535),
    shutdownDelay: whole(env, 'SHUTDOWN_DELAY_MS', 0, 60_000),
    shutdownLimit: whole(env, 'SHUTDOWN_LIMIT_MS', 20_000, 120_000),
  };
}

/**
 * @param {Record<string, string | undefined>} env
 * @param {string} name
 * @param {number} otherwise
 * @param {number} most
 */
function whole(env, name, otherwise, most) {
  const text = env[name];
  if (text === undefined || text === '') return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > most) {
    throw new Error(`${name} is "${text}". It must be a whole number from 0 to ${most}.`);
  }
  return value;
}
