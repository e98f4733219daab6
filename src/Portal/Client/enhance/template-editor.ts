import { type Enhancer } from "./registry";
import { caret, restore } from "./form-flow";

/** Checks a template a moment after the last key, and draws what the server says beside it. */
export const templateEditor = (refresh: () => void): Enhancer => (element) => {
  const form = element as HTMLFormElement;
  const outcome = form.querySelector<HTMLElement>("#outcome");
  if (!outcome) return;
  const text = form.querySelector<HTMLTextAreaElement>("#text")!;
  const numbers = gutter(text);
  const mark = (): void => numbers(new Map([...outcome.querySelectorAll<HTMLElement>("a[data-line]")].map((a) => [Number(a.dataset["line"]), a.nextElementSibling?.textContent?.trim() ?? ""])));
  const verdict = form.querySelector<HTMLElement>("#verdict")!;
  const say = (): void => { // one sentence for whoever cannot see the outcome, not all of it after each pause
    const said = [outcome.querySelector("#findings"), outcome.querySelector("[data-testid=finding]")].map((e) => e?.textContent?.replace(/\s+/g, " ").trim()).filter(Boolean).join(": ");
    if (verdict.textContent !== said) verdict.textContent = said;
  };
  let timer = 0, latest = 0;
  const read = async (button?: HTMLButtonElement): Promise<void> => {
    const asked = ++latest;
    const body = new FormData(form);
    if (button?.name) body.set(button.name, button.value);
    outcome.setAttribute("aria-busy", "true");
    const response = await fetch("/create/editor", { method: "POST", body, headers: { Accept: "text/html", "X-Region": "outcome" } }).catch(() => null);
    const fresh = response?.ok && !response.redirected ? new DOMParser().parseFromString(await response.text(), "text/html").getElementById("outcome") : null;
    if (asked !== latest) return;
    outcome.removeAttribute("aria-busy");
    if (!fresh) { if (button) form.requestSubmit(); return; }
    const focused = document.activeElement as HTMLInputElement | null;
    const keep = focused && outcome.contains(focused) ? { id: focused.id, value: focused.value, start: caret(focused) } : null;
    outcome.replaceChildren(...fresh.childNodes);
    mark();
    refresh();
    say();
    if (keep) restore(keep);
  };
  const soon = (): void => { mark(); clearTimeout(timer); timer = window.setTimeout(() => void read(), 500); };
  form.addEventListener("input", (e) => { if ((e.target as HTMLElement).matches("#text, #files")) soon(); });
  form.addEventListener("change", (e) => { if (outcome.contains(e.target as Node)) void read(); });
  form.addEventListener("submit", (e) => { e.preventDefault(); clearTimeout(timer); void read((e.submitter as HTMLButtonElement | null) ?? undefined); });
  outcome.addEventListener("click", (e) => {
    const link = (e.target as HTMLElement).closest<HTMLElement>("a[data-line]");
    if (link) { e.preventDefault(); go(text, Number(link.dataset["line"]), Number(link.dataset["column"])); }
  });
  mark();
  return () => clearTimeout(timer);
};

/** Line numbers beside the text, with a mark on each line that has something to mend. For eyes only: the list of findings says the same. */
function gutter(text: HTMLTextAreaElement): (findings: Map<number, string>) => void {
  const column = document.createElement("div");
  const inner = document.createElement("div");
  column.className = "gutter mono";
  column.setAttribute("aria-hidden", "true");
  column.append(inner);
  text.before(column);
  const follow = (): void => { inner.style.transform = `translateY(${-text.scrollTop}px)`; };
  text.addEventListener("scroll", follow);
  return (findings) => {
    if (findings.size > 0) text.setAttribute("aria-invalid", "true"); else text.removeAttribute("aria-invalid");
    inner.replaceChildren(...Array.from({ length: text.value.split("\n").length }, (_, i) => {
      const line = document.createElement("span");
      line.textContent = String(i + 1);
      const words = findings.get(i + 1);
      if (words !== undefined) { line.className = "bad"; line.title = words; }
      return line;
    }));
    follow();
  };
}

/** Puts the caret at a line and column, both from 1, and scrolls there. */
function go(text: HTMLTextAreaElement, line: number, column: number): void {
  const lines = text.value.split("\n");
  const at = lines.slice(0, line - 1).reduce((sum, l) => sum + l.length + 1, 0) + Math.min(column - 1, lines[line - 1]?.length ?? 0);
  text.focus();
  text.setSelectionRange(at, at + (lines[line - 1]?.slice(column - 1).match(/^[\w'"[\].-]+/)?.[0].length ?? 0));
  text.scrollTop = Math.max(0, (line - 8) * (text.scrollHeight / lines.length));
}
