import { type Enhancer } from "./registry";

const mostLines = 5000;

/** Follows a log: the button opens the stream, the lines go into the pre beside it. Without script the page is a tail with a button that reads it again. */
export const podLog: Enhancer = (section) => {
  const button = section.querySelector<HTMLButtonElement>("[data-follow]");
  const output = section.querySelector<HTMLElement>("pre");
  const status = section.querySelector<HTMLElement>("[role=status]");
  if (!button || !output || !status) return;
  let stream: EventSource | undefined;
  const say = (text: string): void => { status.textContent = text; };
  const stop = (text: string): void => { stream?.close(); stream = undefined; button.setAttribute("aria-pressed", "false"); say(text); };
  const add = (lines: string[]): void => {
    const atEnd = output.scrollTop + output.clientHeight >= output.scrollHeight - 24; // reading further up is not disturbed
    const added = document.createDocumentFragment();
    for (const line of lines.slice(-mostLines)) {
      const row = document.createElement("span");
      row.textContent = line + "\n";
      added.append(row);
    }
    output.append(added);
    while (output.childElementCount > mostLines) output.firstElementChild?.remove();
    if (atEnd) output.scrollTop = output.scrollHeight;
  };
  const start = (): void => {
    output.hidden = false;
    stream = new EventSource(section.dataset["url"] ?? "");
    button.setAttribute("aria-pressed", "true");
    say("Opening…");
    stream.onopen = () => { output.replaceChildren(); say("Following"); };
    stream.addEventListener("lines", (e) => add(JSON.parse((e as MessageEvent<string>).data) as string[]));
    stream.addEventListener("dropped", (e) => add([`… ${(e as MessageEvent<string>).data} lines left out: they came faster than they could be shown …`]));
    stream.addEventListener("end", (e) => stop((e as MessageEvent<string>).data));
    stream.onerror = () => stop("The stream was lost or refused. Read it again to see why.");
  };
  const onClick = (): void => stream ? stop("Stopped") : start();
  button.removeAttribute("hidden");
  button.addEventListener("click", onClick);
  output.scrollTop = output.scrollHeight;
  return () => { stream?.close(); button.removeEventListener("click", onClick); };
};
