import { type Enhancer } from "./registry";

/**
 * A form whose questions depend on its answers: reads itself again from the server when an answer changes or a row is added, so that nobody has to press "Update".
 * What is being typed stays as it is.
 */
export const formFlow = (refresh: () => void): Enhancer => (region) => {
  const form = region.querySelector("form");
  if (!form) return;
  let latest = 0;
  const read = async (button?: HTMLButtonElement): Promise<void> => {
    const asked = ++latest;
    const body = sent(form);
    if (button) body.set(button.name, button.value);
    const response = await fetch(new URL(form.action).pathname.replace(/\/preview$/, "/details"), { method: "POST", body, headers: { Accept: "text/html", "X-Region": region.id } }).catch(() => null);
    const fresh = response?.ok && !response.redirected ? new DOMParser().parseFromString(await response.text(), "text/html").querySelector(`#${region.id} form`) : null;
    if (asked !== latest) return; // an answer has changed since
    if (!fresh) { if (button) form.requestSubmit(button); return; }
    const focused = document.activeElement as HTMLInputElement | null;
    const keep = focused && form.contains(focused) && !button ? { id: focused.id, value: focused.value, start: caret(focused) } : null;
    form.replaceChildren(...fresh.childNodes);
    refresh();
    if (keep) restore(keep); else if (button) land(form, button.value);
  };
  form.addEventListener("click", (e) => {
    const button = (e.target as HTMLElement).closest<HTMLButtonElement>("button[name='_do']");
    if (button) { e.preventDefault(); void read(button); }
  });
  if (region.dataset["flows"]) form.addEventListener("change", () => void read());
};

/** Answers go in the body: an address is logged, and has an end. */
function sent(form: HTMLFormElement): URLSearchParams {
  return new URLSearchParams([...new FormData(form)].filter((pair): pair is [string, string] => typeof pair[1] === "string"));
}

export function caret(input: HTMLInputElement): number | null {
  try { return input.selectionStart; } catch { return null; }
}

export function restore(keep: { id: string; value: string; start: number | null }): void {
  const again = document.getElementById(keep.id) as HTMLInputElement | null;
  if (!again) return;
  if (again instanceof HTMLTextAreaElement || (again instanceof HTMLInputElement && !["checkbox", "radio"].includes(again.type))) again.value = keep.value; // typed while the answer was on its way
  again.focus({ preventScroll: true });
  try { if (keep.start !== null) again.setSelectionRange(keep.start, keep.start); } catch { /* some types have no caret */ }
}

/** After a row came or went, the keyboard goes on in the list: at the new row, or at the list itself. */
function land(form: HTMLFormElement, action: string): void {
  const path = action.slice(action.indexOf(":") + 1), list = path.replace(/\[\d+\]$/, "");
  const group = [...form.querySelectorAll<HTMLElement>("fieldset.group")].find((f) => f.id === `f-${list.replaceAll("[", "-").replaceAll("]", "").replaceAll(".", "-")}`);
  const rows = group?.querySelectorAll<HTMLElement>(":scope > .row-entry");
  const target = action.startsWith("add:") ? rows?.[rows.length - 1]?.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea") : group?.querySelector<HTMLElement>("button[value^='add:'], input:not([type=hidden]), select");
  target?.focus();
}

/** An input with a list of suggestions that is longer than the page carries: asks the server for those that fit what is typed. */
export const choices: Enhancer = (element) => {
  const input = element as HTMLInputElement;
  const list = input.list, url = input.dataset["url"];
  if (!list || !url) return;
  let timer = 0, latest = 0;
  const read = async (): Promise<void> => {
    const asked = ++latest;
    const body = sent(input.form!);
    body.set("_field", input.name);
    body.set("_text", input.value);
    const response = await fetch(url, { method: "POST", body, headers: { Accept: "text/html" } }).catch(() => null);
    if (!response?.ok || response.redirected || asked !== latest) return;
    list.replaceChildren(...new DOMParser().parseFromString(await response.text(), "text/html").body.childNodes);
  };
  const onInput = (): void => { clearTimeout(timer); timer = window.setTimeout(() => void read(), 200); };
  input.addEventListener("input", onInput);
  return () => { clearTimeout(timer); input.removeEventListener("input", onInput); };
};
