// Looks at a page as a screen reader, a keyboard and weak eyes do, and returns what is wrong with it, one line each.
// Rules after WCAG 2.2 A and AA, as far as a machine can tell.
const faults = [];
const fault = (rule, element) =>
  faults.push(`${rule}: <${element.localName}${element.id ? "#" + element.id : ""}> ${(element.textContent ?? "").trim().slice(0, 40)}`);
const isShown = (element) => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
const all = (selector) => [...document.querySelectorAll(selector)].filter(isShown);
const words = (ids) => (ids ?? "").split(/\s+/).filter(Boolean).map((id) => document.getElementById(id));

function name(element) {
  const labelled = words(element.getAttribute("aria-labelledby")).map((other) => other?.textContent ?? "").join(" ");
  const labels = [...(element.labels ?? [])].map((label) => label.textContent).join(" ");
  return (labelled || element.ariaLabel || labels || (["button", "a", "summary"].includes(element.localName) ? element.textContent : "")).trim();
}

// Names and roles
for (const element of all("button, input, select, textarea, a, summary")) if (!name(element)) fault("no name", element);
for (const element of all("fieldset")) if (!element.querySelector(":scope > legend")?.textContent.trim()) fault("no legend", element);
for (const element of all("section")) {
  if (element.id && !element.ariaLabel && !element.getAttribute("aria-labelledby")) fault("a region without a name", element);
}
const roles = ["alert", "status", "switch", "timer"];
for (const element of document.querySelectorAll("[role]")) if (!roles.includes(element.getAttribute("role"))) fault("unknown role", element);
if (document.querySelectorAll('[role="status"], [role="alert"]').length < 2) fault("no live regions", document.body);
for (const element of document.querySelectorAll("[aria-describedby], [aria-labelledby]")) {
  for (const attribute of ["aria-describedby", "aria-labelledby"]) {
    if (words(element.getAttribute(attribute)).includes(null)) fault(`${attribute} names nothing`, element);
  }
}
for (const element of all("[aria-hidden=true] button, [aria-hidden=true] input")) fault("hidden from some, reachable by others", element);

// The document
if (!document.documentElement.lang) fault("no language", document.documentElement);
if (!document.title.trim()) fault("no title", document.head);
if (all("h1").length !== 1) fault("not one first heading", document.body);
if (all("main").length !== 1) fault("not one main part", document.body);
const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
if (new Set(ids).size !== ids.length) fault("an id twice", document.body);
if (document.documentElement.scrollWidth > document.documentElement.clientWidth) fault("scrolls sideways", document.body);
if (/user-scalable=no|maximum-scale/.test(document.querySelector("meta[name=viewport]")?.content)) fault("cannot be enlarged", document.head);

// The keyboard: what takes the focus shows it, in the order in which it is read
const stops = all("button, input, select, textarea, a[href], summary").filter((element) => !element.disabled);
for (const element of all("[tabindex]")) if (element.tabIndex > 0) fault("an order of its own", element);
const before = document.activeElement;
// What a pointer has focused keeps that look, whatever focuses it again.
before?.blur?.();
for (const element of stops) {
  element.focus({ focusVisible: true });
  if (document.activeElement !== element) fault("takes no focus", element);
  // A window that is not in front shows no focus.
  else if (document.hasFocus() && getComputedStyle(element).outlineStyle === "none") fault("does not show the focus", element);
}
before?.focus?.({ focusVisible: true });
for (const element of stops) {
  const boxes = [element, ...(element.labels ?? [])].map((part) => part.getBoundingClientRect());
  const [width, height] = [Math.max(...boxes.map((box) => box.width)), Math.max(...boxes.map((box) => box.height))];
  if (width < 24 || height < 24) fault(`too small to hit (${Math.round(width)} × ${Math.round(height)})`, element);
}

// Contrast
const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
function rgba(color) {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = color;
  canvas.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
  return [r, g, b, a / 255];
}
const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
function ground(element) {
  if (!element) return rgba("Canvas");
  const color = rgba(getComputedStyle(element).backgroundColor);
  return color[3] === 1 ? color : over(color, ground(element.parentElement));
}
const luminance = (color) =>
  color.slice(0, 3).map((value) => value / 255).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
function contrast(one, other) {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}
for (const element of all("body *")) {
  const hasText = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()) || (element.localName === "input" && element.value);
  if (!hasText || element.disabled) continue;
  const style = getComputedStyle(element);
  const size = parseFloat(style.fontSize);
  const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
  const below = ground(element);
  const ratio = contrast(over(rgba(style.color), below), below);
  if (ratio < (isLarge ? 3 : 4.5)) fault(`contrast of ${ratio.toFixed(1)}`, element);
}
for (const element of all("input:not([type=radio], [type=checkbox]), button")) {
  if (element.disabled) continue;
  const style = getComputedStyle(element);
  const outside = ground(element.parentElement);
  const ratio = Math.max(contrast(over(rgba(style.borderTopColor), outside), outside), contrast(ground(element), outside));
  if (ratio < 3) fault(`an edge with a contrast of ${ratio.toFixed(1)}`, element);
}
return faults.join("\n");
