// Makes dist/ from src/: pages get the layout, assets get names that carry the hash of their content.
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));

/**
 * @param {{ source?: string, target?: string, version?: string }} [options] Folders, and the version that /version.json tells.
 * @returns {Promise<string[]>} The pages, relative to the target.
 */
export async function build({ source = join(root, 'src'), target = join(root, 'dist'), version = process.env.VERSION || 'dev' } = {}) {
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  const site = JSON.parse(await readFile(join(source, 'site.json'), 'utf8'));
  const layout = await readFile(join(source, 'layout.html'), 'utf8');
  const assets = await hashed(join(source, 'assets'), join(target, 'assets'));
  const pages = (await files(join(source, 'pages'))).filter((file) => extname(file) === '.html');
  for (const page of pages) {
    const text = await readFile(join(source, 'pages', page), 'utf8');
    const [, title] = /^<!-- title: (.+) -->\s*\n/.exec(text) ?? [];
    if (!title) throw new Error(`src/pages/${page} must begin with a line <!-- title: ... -->`);
    const words = {
      title: `${title} - ${escape(site.title)}`,
      site: escape(site.title),
      description: escape(site.description),
      version: escape(version),
    };
    const content = fill(text.slice(text.indexOf('\n') + 1).trim(), words);
    const html = fill(layout, { ...words, content }).replace(/(?<=(?:href|src)=")\/assets\/[^"]+/g, (url) => assets.get(url) ?? missing(url, page));
    await save(join(target, page), html);
  }

  if ((await readdir(source)).includes('static')) await cp(join(source, 'static'), target, { recursive: true });
  await save(join(target, 'version.json'), `${JSON.stringify({ name: site.title, version })}\n`);
  return pages;
}

/** @param {string} text */
export const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

/**
 * Puts values for {{name}}. A name that is not known stays: pages may show the notation.
 *
 * @param {string} text
 * @param {Record<string, string>} values
 */
function fill(text, values) {
  return text.replace(/\{\{(\w+)\}\}/g, (whole, name) => values[name] ?? whole);
}

/** @returns {never} */
function missing(url, page) {
  throw new Error(`src/pages/${page} or the layout asks for ${url}, which is not in src/assets.`);
}

/** @param {string} folder */
async function files(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join('/')).sort();
}

async function hashed(source, target) {
  const names = new Map();
  for (const file of await files(source)) {
    const content = await readFile(join(source, file));
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 10);
    const name = `${file.slice(0, -extname(file).length)}.${hash}${extname(file)}`;
    names.set(`/assets/${file}`, `/assets/${name}`);
    await save(join(target, name), content);
  }
  return names;
}

async function save(file, content) {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const pages = await build();
  console.log(`${pages.length} pages in dist/`);
}
