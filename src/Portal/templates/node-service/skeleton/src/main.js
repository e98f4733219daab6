import { createApp } from './app.js';
import { readConfig } from './config.js';
import { createLog } from './log.js';
import { listen, stopOnSignals } from './lifecycle.js';

const log = createLog();
try {
  const config = readConfig(process.env);
  const app = createApp({ info: config.info, log });
  const port = await listen(app.server, config.port);
  log.info('listening', { port, version: config.info.version });
  stopOnSignals(app, { delay: config.shutdownDelay, limit: config.shutdownLimit, log });
} catch (error) {
  log.error('cannot start', { error });
  process.exitCode = 1;
}
