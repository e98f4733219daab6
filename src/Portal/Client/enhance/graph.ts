import { type Enhancer } from "./registry";

interface Box { link: SVGAElement; x: number; y: number; near: number[]; lines: Element[]; }

const steps = 1.25, least = 0.1, most = 3;

/** The picture of the graph: arrow keys between boxes, zoom by keys, buttons and ctrl-wheel, pan by dragging. Links, picture and table are whole without it. */
export const graph: Enhancer = (panel) => {
  const scroll = panel.querySelector<HTMLElement>(".graph-scroll");
  const svg = panel.querySelector<SVGSVGElement>("svg.graph");
  if (!scroll || !svg) return;
  const width = svg.viewBox.baseVal.width, height = svg.viewBox.baseVal.height;
  const boxes = read(svg);
  let zoom = 1, current = Math.max(0, boxes.findIndex((b) => b.link.classList.contains("focus")));

  const setZoom = (next: number, at?: { x: number; y: number }): void => {
    const before = zoom;
    zoom = Math.min(most, Math.max(least, next));
    const rect = scroll.getBoundingClientRect();
    const [px, py] = at ? [at.x - rect.left, at.y - rect.top] : [rect.width / 2, rect.height / 2];
    const [cx, cy] = [(scroll.scrollLeft + px) / before, (scroll.scrollTop + py) / before];
    svg.setAttribute("width", String(Math.round(width * zoom)));
    svg.setAttribute("height", String(Math.round(height * zoom)));
    scroll.scrollTo(cx * zoom - px, cy * zoom - py);
  };
  const fit = (): void => { setZoom(Math.min(1, scroll.clientWidth / width, Math.max(scroll.clientHeight, 320) / height)); scroll.scrollTo(0, 0); };
  const show = (n: number): void => {
    const box = boxes[n];
    if (!box) return;
    const margin = 24, w = 176, h = 44;
    const [left, top, right, bottom] = [box.x * zoom - margin, box.y * zoom - margin, (box.x + w) * zoom + margin, (box.y + h) * zoom + margin];
    scroll.scrollTo(
      left < scroll.scrollLeft ? left : right > scroll.scrollLeft + scroll.clientWidth ? right - scroll.clientWidth : scroll.scrollLeft,
      top < scroll.scrollTop ? top : bottom > scroll.scrollTop + scroll.clientHeight ? bottom - scroll.clientHeight : scroll.scrollTop);
  };
  const choose = (n: number): void => {
    boxes[current]?.link.setAttribute("tabindex", "-1");
    current = n;
    boxes[n]?.link.setAttribute("tabindex", "0");
    for (const line of svg.querySelectorAll(".on")) line.classList.remove("on");
    for (const line of boxes[n]?.lines ?? []) line.classList.add("on");
  };
  const go = (n: number | undefined): void => {
    if (n === undefined) return;
    boxes[n]?.link.focus({ preventScroll: true });
    show(n);
  };

  boxes.forEach((box, n) => {
    box.link.setAttribute("tabindex", n === current ? "0" : "-1"); // one stop for Tab; arrows go on from there
    box.link.addEventListener("focus", () => choose(n));
  });
  scroll.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key];
    if (direction) go(boxes[current]?.link === document.activeElement ? neighbour(boxes, current, direction[0] ?? 0, direction[1] ?? 0) : current);
    else if (e.key === "+" || e.key === "=") setZoom(zoom * steps);
    else if (e.key === "-") setZoom(zoom / steps);
    else if (e.key === "0") fit();
    else if (e.key === "f") { const ref = refOf(boxes[current]?.link); if (ref) location.assign(`/graph?focus=${encodeURIComponent(ref)}&${svg.dataset["suffix"] ?? ""}`); }
    else return;
    e.preventDefault();
  });
  scroll.addEventListener("wheel", (e) => { if (e.ctrlKey) { e.preventDefault(); setZoom(zoom * (e.deltaY < 0 ? steps : 1 / steps), e); } }, { passive: false });
  panel.addEventListener("click", (e) => {
    const tool = (e.target as Element).closest<HTMLElement>("[data-graph]")?.dataset["graph"];
    if (tool === "in") setZoom(zoom * steps); else if (tool === "out") setZoom(zoom / steps); else if (tool === "fit") fit();
  });
  drag(scroll);
  for (const tool of panel.querySelectorAll("[data-script]")) tool.removeAttribute("hidden");
  const start = boxes[current];
  if (start) scroll.scrollTo(start.x + 88 - scroll.clientWidth / 2, start.y + 22 - scroll.clientHeight / 2);
};

/** /catalog/component/default/orders is component:default/orders. */
function refOf(link: SVGAElement | undefined): string | undefined {
  const [, , kind, space, name] = (link?.getAttribute("href") ?? "").replace(/\?.*/, "").split("/").map(decodeURIComponent);
  return kind && space && name ? `${kind}:${space}/${name}` : undefined;
}

function read(svg: SVGSVGElement): Box[] {
  const boxes = [...svg.querySelectorAll<SVGAElement>("a.node")].map((link): Box => {
    const [x = 0, y = 0] = (link.getAttribute("transform") ?? "").match(/\d+/g)?.map(Number) ?? [];
    return { link, x, y, near: [], lines: [] };
  });
  for (const line of svg.querySelectorAll<SVGPathElement>("path[data-e]")) {
    const [a = 0, b = 0] = (line.dataset["e"] ?? "").split(" ").map(Number);
    boxes[a]?.near.push(b); boxes[a]?.lines.push(line);
    boxes[b]?.near.push(a); boxes[b]?.lines.push(line);
  }
  return boxes;
}

/** The next box in a direction: across, one that is linked rather than one that is only near; up and down, within the column. */
function neighbour(boxes: readonly Box[], from: number, dx: number, dy: number): number | undefined {
  const at = boxes[from];
  if (!at) return undefined;
  const linked = new Set(at.near);
  let best: number | undefined, cost = Infinity;
  boxes.forEach((box, n) => {
    const [x, y] = [box.x - at.x, box.y - at.y];
    if (n === from || (dx ? x * dx <= 0 : x !== 0 || y * dy <= 0)) return;
    const price = dx ? Math.abs(x) * 4 + Math.abs(y) + (linked.has(n) ? 0 : 1e5) : Math.abs(y);
    if (price < cost) { cost = price; best = n; }
  });
  return best;
}

function drag(scroll: HTMLElement): void {
  let from: { x: number; y: number; left: number; top: number } | undefined;
  let moved = false;
  scroll.addEventListener("pointerdown", (e) => {
    if (e.button !== 0 || e.pointerType === "touch") return; // touch scrolls by itself
    from = { x: e.clientX, y: e.clientY, left: scroll.scrollLeft, top: scroll.scrollTop };
    moved = false;
  });
  scroll.addEventListener("dragstart", (e) => e.preventDefault());
  addEventListener("pointermove", (e) => {
    if (!from) return;
    moved ||= Math.abs(e.clientX - from.x) + Math.abs(e.clientY - from.y) > 4;
    if (moved) scroll.scrollTo(from.left - (e.clientX - from.x), from.top - (e.clientY - from.y));
  });
  addEventListener("pointerup", () => { from = undefined; });
  scroll.addEventListener("click", (e) => { if (moved) { e.preventDefault(); moved = false; } }, true); // the end of a drag opens nothing
}
