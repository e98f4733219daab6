/** One EventSource for the whole page; it is reopened when the set of topics changes. */
const listeners = new Map<string, Set<() => void>>();
let source: EventSource | undefined;
let scheduled = false;
let greeted = false;

export function onTopic(topic: string, listener: () => void): () => void {
  const set = listeners.get(topic) ?? new Set();
  listeners.set(topic, set.add(listener));
  reopen();
  return () => { set.delete(listener); if (set.size === 0) { listeners.delete(topic); reopen(); } };
}

function reopen(): void {
  if (scheduled) return;
  scheduled = true;
  queueMicrotask(() => {
    scheduled = false;
    source?.close();
    if (listeners.size === 0) return;
    greeted = false;
    source = new EventSource("/api/v1/events?" + [...listeners.keys()].map((t) => `topic=${encodeURIComponent(t)}`).join("&"));
    source.addEventListener("hello", () => {
      // The page was just rendered; only a greeting after a lost connection may hide a change.
      if (greeted) listeners.forEach((set) => set.forEach((run) => run()));
      greeted = true;
    });
    source.addEventListener("changed", (e) => listeners.get((e as MessageEvent<string>).data)?.forEach((run) => run()));
  });
}
