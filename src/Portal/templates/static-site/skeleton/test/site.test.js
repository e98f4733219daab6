import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { FileSystemConfigLoader, formatterFactory, HtmlValidate } from 'html-validate';
import { parse } from 'parse5';
import { build, escape } from '../build.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const pages = (await readdir(dist, { recursive: true })).map((file) => file.replaceAll('\\', '/')).filter((file) => file.endsWith('.html')).sort();
const read = (page) => readFile(join(dist, page), 'utf8');

/** Elements of a page, as a browser reads it. */
async function elements(page) {
  const found = [];
  const walk = (node) => {
    if (node.attrs) found.push({ tag: node.tagName, attributes: Object.fromEntries(node.attrs.map((a) => [a.name, a.value])) });
    node.childNodes?.forEach(walk);
  };
  walk(parse(await read(page)));
  return found;
}

test('there is a front page and a page for what is not there', () => {
  assert.ok(pages.includes('index.html') && pages.includes('404.html'), pages.join());
});

for (const page of pages) {
  test(`${page} is valid HTML`, async () => {
    const validator = new HtmlValidate(new FileSystemConfigLoader());
    const report = await validator.validateFile(join(dist, page));

    assert.ok(report.valid, formatterFactory('text')(report.results));
  });

  test(`${page} has one main heading, a title and a language`, async () => {
    const all = await elements(page);

    assert.equal(all.filter((e) => e.tag === 'h1').length, 1);
    assert.equal(all.filter((e) => e.tag === 'title').length, 1);
    assert.ok(all.find((e) => e.tag === 'html')?.attributes.lang);
  });

  test(`${page} links only to what is there`, async () => {
    for (const { tag, attributes } of await elements(page)) {
      for (const link of [attributes.href, attributes.src].filter((value) => value !== undefined)) {
        const url = new URL(link, `http://site/${page}`);
        if (url.host !== 'site') continue; // other sites are theirs to keep
        const file = posix.join('.', decodeURIComponent(url.pathname), url.pathname.endsWith('/') ? 'index.html' : '');
        assert.ok(existsSync(join(dist, file)), `${page}: <${tag}> leads to ${link}, which is not in dist/`);
        if (url.hash && file.endsWith('.html')) {
          const ids = (await elements(file)).map((e) => e.attributes.id);
          assert.ok(ids.includes(decodeURIComponent(url.hash.slice(1))), `${page}: ${link} leads to an id that ${file} does not have`);
        }
      }
    }
  });

  test(`${page} keeps the content policy: no script or style of its own`, async () => {
    for (const { tag, attributes } of await elements(page)) {
      assert.notEqual(tag, 'style', 'styles belong into src/assets');
      assert.ok(tag !== 'script' || attributes.src, 'scripts belong into src/assets');
      assert.deepEqual(Object.keys(attributes).filter((name) => name.startsWith('on') || name === 'style'), []);
    }
  });
}

test('the front page says what the site is, whatever characters that has', async () => {
  const site = JSON.parse(await readFile(join(root, 'src', 'site.json'), 'utf8'));

  assert.ok((await read('index.html')).includes(escape(site.description)));
});

test('assets are named after their content, so that browsers may keep them for ever', async () => {
  const names = await readdir(join(dist, 'assets'));

  assert.ok(names.length > 0);
  for (const name of names) assert.match(name, /\.[0-9a-f]{10}\.\w+$/);
});

test('a page that asks for an asset which is not there does not build', async () => {
  const source = await mkdtemp(join(tmpdir(), 'site-'));
  try {
    await mkdir(join(source, 'pages'));
    await mkdir(join(source, 'assets'));
    await writeFile(join(source, 'site.json'), '{"title":"t","description":"d"}');
    await writeFile(join(source, 'layout.html'), '{{content}}');
    await writeFile(join(source, 'pages', 'index.html'), '<!-- title: T -->\n<img src="/assets/gone.png" alt="">');

    await assert.rejects(build({ source, target: join(source, 'dist') }), /index\.html.*gone\.png/);
  } finally {
    await rm(source, { recursive: true });
  }
});

test('nginx sends the security headers in every place that sets a header of its own', async () => {
  const config = await readFile(join(root, 'nginx', 'site.conf'), 'utf8');
  const places = config.split(/location /).slice(1);

  for (const place of places.filter((text) => text.includes('add_header'))) assert.match(place, /include \/etc\/nginx\/security-headers\.conf;/);
});
