/**
 * One JSON object a line on standard output, as log collectors like it.
 *
 * @typedef {Record<string, unknown>} Fields
 * @typedef {object} Log
 * @property {(message: string, fields?: Fields) => void} info
 * @property {(message: string, fields?: Fields) => void} warn
 * @property {(message: string, fields?: Fields) => void} error
 */

/**
 * @param {(line: string) => void} write
 * @param {() => Date} now
 * @returns {Log}
 */
export function createLog(write = (line) => process.stdout.write(line), now = () => new Date()) {
  /** @param {string} level */
  const at = (level) => /** @type {Log['info']} */ ((message, fields = {}) => write(`${JSON.stringify({ time: now().toISOString(), level, message, ...fields }, plain)}\n`));
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

/**
 * Errors have no enumerable fields: without this they would be logged as {}.
 *
 * @param {string} _key
 * @param {unknown} value
 */
function plain(_key, value) {
  return value instanceof Error ? { name: value.name, message: value.message, stack: value.stack } : value;
}
