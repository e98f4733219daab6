import { onTopic } from "../live";
import { morph } from "../morph";
import { type Enhancer } from "./registry";

const every = 10_000;
const patience = 8_000;

/** A screen that nobody touches: reads itself on every notice and every few seconds, and says so as soon as that fails. Old green must not look like green. */
export const wall: Enhancer = (screen) => {
  let last = Date.now(), reading = false, again = false;
  const show = (): void => {
    const lost = Date.now() - last > every + patience;
    screen.toggleAttribute("data-lost", lost);
    const words = screen.querySelector<HTMLElement>("[data-lost-words]");
    const text = lost ? `No news since ${new Date(last).toLocaleTimeString([], { hour12: false })}: what is shown is old` : "";
    if (words && words.textContent !== text) words.textContent = text;
  };
  const read = async (): Promise<void> => {
    if (reading) { again = true; return; }
    reading = true;
    do {
      again = false;
      try {
        const response = await fetch(location.href, { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(patience) });
        const fresh = response.ok && !response.redirected ? new DOMParser().parseFromString(await response.text(), "text/html").getElementById(screen.id) : null;
        if (fresh) { last = Date.now(); morph(screen, fresh); }
      } catch { /* shown by its age */ }
    } while (again);
    reading = false;
    show();
  };
  const undo = (screen.dataset["topic"] ?? "").split(" ").filter(Boolean).map((topic) => onTopic(topic, () => void read()));
  const timers = [setInterval(() => void read(), every), setInterval(show, 1000)];
  return () => { undo.forEach((run) => run()); timers.forEach(clearInterval); };
};
