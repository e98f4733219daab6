// Colours shown files. The text is complete without: tokens are wrapped in place, so that line numbers, marks and selection stay.
import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import csharp from "highlight.js/lib/languages/csharp";
import css from "highlight.js/lib/languages/css";
import dockerfile from "highlight.js/lib/languages/dockerfile";
import go from "highlight.js/lib/languages/go";
import ini from "highlight.js/lib/languages/ini";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import makefile from "highlight.js/lib/languages/makefile";
import markdown from "highlight.js/lib/languages/markdown";
import nginx from "highlight.js/lib/languages/nginx";
import python from "highlight.js/lib/languages/python";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";

const languages = { bash, csharp, css, dockerfile, go, ini, java, javascript, json, makefile, markdown, nginx, python, typescript, xml, yaml };
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);

/** The words of the highlighter in the portal's few colours, which both themes have. */
const classes: Readonly<Record<string, string>> = {
  attr: "key", attribute: "key", property: "key", name: "key", tag: "key", "selector-tag": "key", "selector-class": "key", "selector-id": "key", variable: "key", "template-variable": "key",
  string: "text", regexp: "text", link: "text", code: "text", number: "num", literal: "num", symbol: "num", bullet: "num",
  comment: "com", quote: "com", doctag: "com", meta: "com", keyword: "kw", section: "mark", strong: "mark", built_in: "type", type: "type", title: "type",
};
const longest = 200_000; // characters; more than this is no source file

type Token = { start: number; end: number; name: string };

function tokens(text: string, language: string): Token[] {
  const tree = new DOMParser().parseFromString(`<pre>${hljs.highlight(text, { language, ignoreIllegals: true }).value}</pre>`, "text/html");
  const found: Token[] = [];
  let at = 0;
  const walk = (node: Node, name: string): void => {
    if (node.nodeType === Node.TEXT_NODE) {
      const end = at + (node.nodeValue ?? "").length;
      if (name) found.push({ start: at, end, name });
      at = end;
      return;
    }
    const own = node instanceof HTMLElement ? [...node.classList].map((c) => classes[c.replace(/^hljs-/, "")]).find(Boolean) : undefined;
    node.childNodes.forEach((child) => walk(child, own ?? name));
  };
  walk(tree.querySelector("pre")!, "");
  return found;
}

function colour(code: HTMLElement, language: string): void {
  const text = code.textContent ?? "";
  if (text.length > longest) return;
  const found = tokens(text, language);
  const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) texts.push(node as Text);
  let at = 0, next = 0;
  for (const node of texts) {
    const from = at, to = at + node.data.length;
    at = to;
    while (next < found.length && found[next]!.end <= from) next++;
    const parts = document.createDocumentFragment();
    let done = from;
    for (let i = next; i < found.length && found[i]!.start < to; i++) {
      const token = found[i]!, start = Math.max(token.start, from), end = Math.min(token.end, to);
      if (start > done) parts.append(text.slice(done, start));
      const span = document.createElement("span");
      span.className = `c-${token.name}`;
      span.textContent = text.slice(start, end);
      parts.append(span);
      done = end;
    }
    if (done === from) continue;
    if (done < to) parts.append(text.slice(done, to));
    node.replaceWith(parts);
  }
}

function draw(): void {
  for (const code of document.querySelectorAll<HTMLElement>("code[data-language]:not([data-coloured])")) {
    const language = code.dataset["language"] ?? "";
    code.dataset["coloured"] = "";
    if (hljs.getLanguage(language)) colour(code, language);
  }
}

draw();
document.addEventListener("portal:drawn", draw);
