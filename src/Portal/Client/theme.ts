// Runs before the first paint: the saved choice, or what the system prefers.
const saved = /(?:^|; )theme=(light|dark)/.exec(document.cookie)?.[1];
document.documentElement.dataset["bsTheme"] = saved ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
