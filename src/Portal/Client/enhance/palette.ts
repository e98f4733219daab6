import { type Enhancer } from "./registry";

interface Hit { ref: string; title: string; kind: string; owner?: string | null; url: string; }

/** Search field in the header: suggestions while typing; Enter without a choice asks the search page. */
export const palette: Enhancer = (form) => {
  const input = form.querySelector<HTMLInputElement>("input");
  const list = form.querySelector<HTMLElement>(".results");
  if (!input || !list) return;
  let hits: Hit[] = [];
  let chosen = -1;
  let asked = 0;

  const show = (): void => {
    list.hidden = hits.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    const items = hits.map((hit, n) => {
      const li = document.createElement("li");
      li.id = `hit-${n}`;
      li.setAttribute("role", "option");
      li.setAttribute("aria-selected", String(n === chosen));
      const a = document.createElement("a");
      a.href = hit.url;
      a.tabIndex = -1;
      a.append(span("name", hit.title), span("muted small", hit.kind), span("muted small push", hit.owner ?? ""));
      li.append(a);
      return li;
    });
    list.querySelector("ul")?.replaceChildren(...items);
    if (chosen >= 0) input.setAttribute("aria-activedescendant", `hit-${chosen}`); else input.removeAttribute("aria-activedescendant");
  };

  const ask = async (): Promise<void> => {
    const turn = ++asked;
    const q = input.value.trim();
    if (q.length < 2) { hits = []; chosen = -1; show(); return; }
    const response = await fetch(`/api/v1/search?limit=8&q=${encodeURIComponent(q)}`).catch(() => null);
    if (turn !== asked || !response?.ok) return; // an older answer must not replace a newer one
    hits = ((await response.json()) as { items: Hit[] }).items;
    chosen = -1;
    show();
  };

  input.addEventListener("input", () => void ask());
  input.addEventListener("keydown", (e) => {
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault();
      if (hits.length) { chosen = (chosen + (e.key === "ArrowDown" ? 1 : hits.length - 1) + (chosen < 0 && e.key === "ArrowUp" ? 1 : 0)) % hits.length; show(); }
    } else if (e.key === "Escape") {
      hits = []; show();
    } else if (e.key === "Enter" && chosen >= 0) {
      e.preventDefault();
      const hit = hits[chosen];
      if (hit) location.assign(hit.url);
    }
  });
  form.addEventListener("focusout", (e) => { if (!form.contains(e.relatedTarget as Node | null)) list.hidden = true; });
};

function span(className: string, text: string): HTMLSpanElement {
  const element = document.createElement("span");
  element.className = className;
  element.textContent = text;
  return element;
}
