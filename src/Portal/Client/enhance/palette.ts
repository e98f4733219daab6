import { type Enhancer } from "./registry";

interface Hit { ref: string; title: string; kind: string; owner?: string | null; url: string; }
interface Match { service: string; name: string; kind: string; owner?: string | null; ownerName?: string | null; confidence: number; evidence: string[]; }
interface Choice { url: string; name: string; kind: string; owner: string; why?: string; }

// The resolver is asked when typing pauses; search answers each letter.
const pause = 150;
const shownOwners = 3;

/** Search field in the header: suggestions while typing, and whom a pasted clue leads to. Enter without a choice asks the search page. */
export const palette: Enhancer = (form) => {
  const input = form.querySelector<HTMLInputElement>("input");
  const list = form.querySelector<HTMLElement>(".results");
  if (!input || !list) return;
  let owners: Choice[] = [];
  let hits: Choice[] = [];
  let chosen = -1;
  let asked = 0;
  let timer = 0;
  let pasted: string | null = null;

  const all = (): Choice[] => [...owners, ...hits.filter((h) => !owners.some((o) => o.url === h.url))];

  // Whoever has chosen one keeps it when others come in.
  const put = (change: () => void): void => {
    const kept = all()[chosen]?.url;
    change();
    chosen = kept ? all().findIndex((c) => c.url === kept) : -1;
    show();
  };

  const show = (): void => {
    const choices = all();
    list.hidden = choices.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    const items = choices.map((choice, n) => {
      const li = document.createElement("li");
      li.id = `hit-${n}`;
      li.setAttribute("role", "option");
      li.setAttribute("aria-selected", String(n === chosen));
      const a = document.createElement("a");
      a.href = choice.url;
      a.tabIndex = -1;
      a.append(span("name", choice.name), span("muted small", choice.kind), span("muted small push", choice.owner));
      if (choice.why) { li.className = "answer"; a.append(span("muted small why", choice.why)); }
      li.append(a);
      return li;
    });
    list.querySelector("ul")?.replaceChildren(...items);
    if (chosen >= 0) input.setAttribute("aria-activedescendant", `hit-${chosen}`); else input.removeAttribute("aria-activedescendant");
  };

  const search = async (turn: number, q: string): Promise<void> => {
    const response = await fetch(`/api/v1/search?limit=8&q=${encodeURIComponent(q)}`).catch(() => null);
    if (turn !== asked || !response?.ok) return; // an older answer must not replace a newer one
    const found = ((await response.json()) as { items: Hit[] }).items;
    put(() => { hits = found.map((h) => ({ url: h.url, name: h.title, kind: h.kind, owner: h.owner ?? "" })); });
  };

  const resolve = async (turn: number, clue: string): Promise<void> => {
    const response = await (clue.length <= 200 ? fetch(`/api/v1/who-owns?q=${encodeURIComponent(clue)}`) : fetch("/api/v1/who-owns", { method: "POST", body: clue, headers: { "Content-Type": "text/plain", ...token(form) } })).catch(() => null);
    if (turn !== asked || !response?.ok) return;
    const matches = ((await response.json()) as { matches: Match[] }).matches.slice(0, shownOwners);
    put(() => { owners = matches.map((m) => ({ url: pageOf(m.service), name: m.name, kind: `${m.kind}, ${Math.round(m.confidence * 100)} %`, owner: m.owner ? (m.ownerName ?? m.owner) : "no owner", why: m.evidence[0] ?? "" })); });
  };

  const ask = (): void => {
    const turn = ++asked;
    const q = input.value.trim();
    window.clearTimeout(timer);
    if (q.length < 2) { owners = []; hits = []; chosen = -1; pasted = null; show(); return; }
    // A field of one line loses line ends: what was pasted is asked as it was.
    const clue = pasted ?? q;
    owners = [];
    if (q.length <= 200) void search(turn, q); else hits = [];
    timer = window.setTimeout(() => void resolve(turn, clue), pasted ? 0 : pause);
  };

  input.addEventListener("paste", (e) => {
    const text = e.clipboardData?.getData("text") ?? "";
    pasted = text.includes("\n") && input.selectionEnd === input.value.length && input.selectionStart === 0 ? text : null;
  });
  input.addEventListener("input", (e) => { if ((e as InputEvent).inputType !== "insertFromPaste") pasted = null; ask(); });
  input.addEventListener("keydown", (e) => {
    const choices = all();
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault();
      if (choices.length) { chosen = (chosen + (e.key === "ArrowDown" ? 1 : choices.length - 1) + (chosen < 0 && e.key === "ArrowUp" ? 1 : 0)) % choices.length; show(); }
    } else if (e.key === "Escape") {
      owners = []; hits = []; show();
    } else if (e.key === "Enter" && chosen >= 0) {
      e.preventDefault();
      const choice = choices[chosen];
      if (choice) location.assign(choice.url);
    }
  });
  form.addEventListener("focusout", (e) => { if (!form.contains(e.relatedTarget as Node | null)) list.hidden = true; });
};

function pageOf(ref: string): string {
  const [kind = "", rest = ""] = ref.split(":");
  return `/catalog/${kind}/${rest}`;
}

function token(form: HTMLElement): Record<string, string> {
  const field = form.ownerDocument.querySelector<HTMLInputElement>("input[name=__RequestVerificationToken]");
  return field ? { RequestVerificationToken: field.value } : {};
}

function span(className: string, text: string): HTMLSpanElement {
  const element = document.createElement("span");
  element.className = className;
  element.textContent = text;
  return element;
}
