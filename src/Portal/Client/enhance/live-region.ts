import { onTopic } from "../live";
import { morph } from "../morph";
import { type Enhancer } from "./registry";

/** Re-reads this region from its own page whenever the server says that one of its topics changed. */
export const liveRegion = (refresh: () => void): Enhancer => (region) => {
  let reading = false, again = false;
  const read = async (): Promise<void> => {
    if (reading) { again = true; return; } // one request at a time, and the last notice is never lost
    reading = true;
    do {
      again = false;
      const fresh = await pageRegion(region).catch(() => null);
      if (fresh) { morph(region, fresh); refresh(); }
      region.toggleAttribute("data-disconnected", !fresh);
    } while (again);
    reading = false;
  };
  const undo = (region.dataset["topic"] ?? "").split(" ").filter(Boolean).map((topic) => onTopic(topic, () => void read()));
  return () => undo.forEach((run) => run());
};

async function pageRegion(region: HTMLElement): Promise<HTMLElement | null> {
  // A page whose address asks for something costly names a cheaper one for its regions.
  const response = await fetch(region.dataset["source"] ?? location.href, { headers: { Accept: "text/html" } });
  return response.ok && !response.redirected // a redirect is a lost session: keep what is shown
    ? new DOMParser().parseFromString(await response.text(), "text/html").getElementById(region.id) : null;
}
