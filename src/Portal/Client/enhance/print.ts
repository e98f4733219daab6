/** What is folded is printed, too; style sheets do it where the browser knows how, this does it elsewhere. */
export const printing = (): void => {
  let opened: HTMLDetailsElement[] = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll<HTMLDetailsElement>("main details:not([open])")];
    for (const part of opened) part.open = true;
  });
  addEventListener("afterprint", () => { for (const part of opened) part.open = false; opened = []; });
};
