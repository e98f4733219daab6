/** Keyboard: / and Ctrl-K search, g then c/d/w/n/h, j/k in tables, ? for help. */
const places: Readonly<Record<string, string>> = { c: "/catalog", d: "/deployments", w: "/who-owns", n: "/create", h: "/", r: "/runs" };

export function keys(): void {
  let g = false;
  addEventListener("keydown", (e) => {
    const field = document.querySelector<HTMLInputElement>("#palette-input");
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "k") { e.preventDefault(); field?.focus(); field?.select(); return; }
    const target = e.target as HTMLElement;
    if (e.ctrlKey || e.metaKey || e.altKey || target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
    if (g) { g = false; const place = places[e.key]; if (place) { location.assign(place); return; } }
    if (e.key === "/") { e.preventDefault(); field?.focus(); }
    else if (e.key === "g") { g = true; setTimeout(() => { g = false; }, 1200); }
    else if (e.key === "j" || e.key === "k") move(e.key === "j" ? 1 : -1);
    else if (e.key === "?") location.assign("/help/keyboard");
  });
}

function move(step: number): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>("main .t tbody a.name")].filter((a, n, all) => all.findIndex((b) => b.closest("tr") === a.closest("tr")) === n);
  if (links.length === 0) return;
  const at = links.findIndex((a) => a === document.activeElement);
  links[Math.min(links.length - 1, Math.max(0, at + step))]?.focus();
}
