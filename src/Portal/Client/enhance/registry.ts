/** Brings one element to life; the returned function undoes it when the element leaves the page. */
export type Enhancer = (element: HTMLElement) => (() => void) | void;

const live = new Map<HTMLElement, (() => void) | void>();

export function enhance(enhancers: Readonly<Record<string, Enhancer>>, root: ParentNode = document): void {
  for (const [element, undo] of live) {
    if (!element.isConnected) { undo?.(); live.delete(element); }
  }
  for (const element of root.querySelectorAll<HTMLElement>("[data-enhance]")) {
    const enhancer = enhancers[element.dataset["enhance"] ?? ""];
    if (enhancer && !live.has(element)) live.set(element, enhancer(element));
  }
}
