import { onTopic } from "../live";
import { morph } from "../morph";
import { type Enhancer } from "./registry";

/** Between two reads of one region: faster than this nobody reads, and a busy cluster would keep every tab busy. */
const pace = 250;

/** Re-reads this region from its own page whenever the server says that one of its topics changed. A hidden tab waits until it is looked at. */
export const liveRegion = (refresh: () => void): Enhancer => (region) => {
  let reading = false, again = false;
  const read = async (): Promise<void> => {
    if (reading || document.hidden) { again = true; return; } // one request at a time, and the last notice is never lost
    reading = true;
    do {
      again = false;
      const fresh = await pageRegion(region).catch(() => null);
      if (fresh) { morph(region, fresh); refresh(); }
      region.toggleAttribute("data-disconnected", !fresh);
      await new Promise((done) => setTimeout(done, pace));
    } while (again && !document.hidden);
    reading = false;
  };
  const shown = (): void => { if (!document.hidden && again) void read(); };
  document.addEventListener("visibilitychange", shown);
  const undo = (region.dataset["topic"] ?? "").split(" ").filter(Boolean).map((topic) => onTopic(topic, () => void read()));
  return () => { document.removeEventListener("visibilitychange", shown); undo.forEach((run) => run()); };
};

async function pageRegion(region: HTMLElement): Promise<HTMLElement | null> {
  // What stands outside the content comes with the whole page only.
  const headers: Record<string, string> = region.closest("main") ? { Accept: "text/html", "X-Region": region.id } : { Accept: "text/html" };
  // A page whose address asks for something costly names a cheaper one for its regions.
  const response = await fetch(region.dataset["source"] ?? location.href, { headers });
  return response.ok && !response.redirected // a redirect is a lost session: keep what is shown
    ? new DOMParser().parseFromString(await response.text(), "text/html").getElementById(region.id) : null;
}
