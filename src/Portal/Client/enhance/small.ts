import { type Enhancer } from "./registry";

/** Copies data-text and says so. */
export const copy: Enhancer = (button) => {
  const onClick = async (): Promise<void> => {
    await navigator.clipboard.writeText(button.dataset["text"] ?? "");
    const label = button.getAttribute("aria-label") ?? "";
    button.setAttribute("aria-label", "Copied");
    setTimeout(() => button.setAttribute("aria-label", label), 1500);
  };
  button.removeAttribute("hidden"); // useless without script, so it is hidden until now
  button.addEventListener("click", () => void onClick());
};

/** Switches light and dark without a round trip; the form does it without script. */
export const theme: Enhancer = (form) => {
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    const dark = document.documentElement.dataset["bsTheme"] === "dark";
    document.documentElement.dataset["bsTheme"] = dark ? "light" : "dark";
    document.cookie = `theme=${dark ? "light" : "dark"}; path=/; max-age=31536000; samesite=lax`;
  });
};

/** A GET form that sends itself when a choice changes. */
export const autoSubmit: Enhancer = (form) => {
  form.addEventListener("change", () => (form as HTMLFormElement).requestSubmit());
};

/** Ages ("12 s ago") grow while one looks. */
export const ages = (): void => {
  setInterval(() => {
    for (const element of document.querySelectorAll<HTMLTimeElement>("time[data-age]")) {
      const text = age(Date.now() - Date.parse(element.dateTime)) + (element.dataset["age"] === "ago" ? " ago" : "");
      if (element.textContent !== text) element.textContent = text;
    }
  }, 5000);
};

/** Same words as the server's. */
export function age(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min`;
  if (s < 48 * 3600) return `${Math.floor(s / 3600)} h`;
  return `${Math.floor(s / 86400)} d`;
}
