// Bundles scripts and styles, and draws the icons the pages name into one sprite: node Client/bundle.mjs
import { build } from "esbuild";
import { readFile, writeFile, mkdir } from "node:fs/promises";

const out = "wwwroot/dist";
await mkdir(out, { recursive: true });
await build({
  entryPoints: { app: "Client/main.ts", theme: "Client/theme.ts", code: "Client/code.ts", styles: "Client/styles/app.css" },
  bundle: true, minify: true, sourcemap: false, target: "es2022", format: "iife",
  loader: { ".woff2": "file", ".woff": "file" }, outdir: out, logLevel: "warning",
});

const names = JSON.parse(await readFile("Client/icons.json", "utf8"));
const symbol = async (style, name) => {
  const svg = await readFile(`node_modules/@tabler/icons/icons/${style}/${name}.svg`, "utf8");
  const paths = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"))
    .replaceAll(/\s*<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/g, "").replaceAll(/\s+/g, " ").trim();
  const filled = style === "filled" ? ' fill="currentColor" stroke="none"' : "";
  return `<symbol id="${style === "filled" ? "f-" : ""}${name}" viewBox="0 0 24 24"${filled}>${paths}</symbol>`;
};
const symbols = await Promise.all([...names.outline.map((n) => symbol("outline", n)), ...names.filled.map((n) => symbol("filled", n))]);
await writeFile(`${out}/icons.svg`, `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
