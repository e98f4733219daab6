/** Makes `current` look like `fresh` in place: focus, selection, open details and scroll positions stay. */
export function morph(current: Element, fresh: Element): void {
  for (const { name } of [...current.attributes]) {
    if (!fresh.hasAttribute(name) && !keeps(current, name)) current.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (current.getAttribute(name) !== value && !keeps(current, name)) current.setAttribute(name, value);
  }
  let node = current.firstChild;
  for (const next of [...fresh.childNodes]) {
    if (!node) { current.append(next); continue; }
    const following = node.nextSibling;
    if (node instanceof Element && next instanceof Element && node.tagName === next.tagName && node.id === next.id) {
      morph(node, next);
    } else if (node.nodeType === Node.TEXT_NODE && next.nodeType === Node.TEXT_NODE) {
      if (node.nodeValue !== next.nodeValue) node.nodeValue = next.nodeValue;
    } else {
      node.replaceWith(next);
    }
    node = following;
  }
  while (node) { const gone = node; node = node.nextSibling; gone.remove(); }
}

/** What the person did to the element is not undone by news from the server. */
function keeps(element: Element, attribute: string): boolean {
  return (attribute === "open" && element instanceof HTMLDetailsElement) || attribute === "data-disconnected" || (attribute === "hidden" && element.hasAttribute("data-enhance"))
    || (attribute === "value" && element === document.activeElement);
}
