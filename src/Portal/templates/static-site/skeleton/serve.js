// Builds, serves dist/ on a workstation and builds again after each change. What runs on clusters is nginx (Dockerfile).
import { createReadStream, existsSync, statSync, watch } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.js';

const root = dirname(fileURLToPath(import.meta.url));
const types = { '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.json': 'application/json', '.svg': 'image/svg+xml', '.png': 'image/png', '.txt': 'text/plain; charset=utf-8' };
const port = Number(process.env.PORT ?? 8080);

await build();
let timer;
watch(join(root, 'src'), { recursive: true }, () => {
  clearTimeout(timer);
  timer = setTimeout(() => build().then(() => console.log('built'), (error) => console.error(error.message)), 50);
});

createServer((request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url, 'http://site').pathname));
  const wanted = join(root, 'dist', path.endsWith('/') ? `${path}index.html` : path);
  const found = wanted.startsWith(join(root, 'dist')) && existsSync(wanted) && statSync(wanted).isFile();
  const file = found ? wanted : join(root, 'dist', '404.html');
  response.writeHead(found ? 200 : 404, { 'content-type': types[extname(file)] ?? 'application/octet-stream', 'cache-control': 'no-store' });
  createReadStream(file).pipe(response);
}).listen(port, () => console.log(`http://localhost:${port}`));
