// The page's words in the language of the browser; `?lang=` in the address chooses another.

import en from "/texts.en.js";
import zh from "/texts.zh.js";
import { system } from "/platform.js";

const tables = { en, zh };

function chosen() {
  const wished = new URLSearchParams(location.search).get("lang");
  for (const tag of [wished, ...(navigator.languages ?? [navigator.language])]) {
    const language = tag?.toLowerCase().split("-")[0];
    if (Object.hasOwn(tables, language)) return tables[language];
  }
  return en;
}

const table = chosen();

/**
 * A text by its path in the table, such as "causes.busy.what". Where steps differ from system to system it has one for each.
 * @param values for `{placeholders}`; the table has words for some that are missing
 */
export function text(path, values = {}) {
  let found = path.split(".").reduce((part, key) => part?.[key], table) ?? "";
  if (typeof found === "object") found = found[system] ?? found.other;
  return found.replace(/\{(\w+)\}/g, (_, name) => values[name] || table.defaults[name] || "");
}

export const has = (path) => path.split(".").reduce((part, key) => part?.[key], table) !== undefined;

const amount = (value, unit) =>
  new Intl.NumberFormat(table.language, { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: 0 }).format(value);

/** A time for people; `seconds` may be a fraction. */
export function duration(seconds) {
  if (seconds < 1) return amount(seconds * 1000, "millisecond");
  return seconds < 90 ? amount(seconds, "second") : amount(Math.ceil(seconds / 60), "minute");
}

/** A list as the language writes it. */
export const list = (items) => new Intl.ListFormat(table.language, { type: "unit" }).format(items);

/** Fills every element that names its text. */
export function localize(root) {
  document.documentElement.lang = table.language;
  for (const element of root.querySelectorAll("[data-text]")) element.textContent = text(element.dataset.text);
  for (const element of root.querySelectorAll("[data-label]")) element.ariaLabel = text(element.dataset.label);
}
