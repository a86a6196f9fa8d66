// Projection codes as people type them.

/** Without 0 and O, 1, I and L. */
const alphabet = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";
const shortest = 4;
const longest = 16;
const group = 3;

/** The code in a text: upper case, without spaces and dashes; of a pasted address the last part. */
export function normalized(text) {
  const last = text.trim().replace(/[?#].*$/, "").replace(/\/+$/, "").split("/").pop();
  return last.toUpperCase().replace(/[\s_.\p{Pd}]/gu, "").slice(0, longest);
}

export const isComplete = (code) => code.length >= shortest && strangers(code) === "";

/** The characters that no code has, such as 0 and O. */
export const strangers = (code) => [...new Set(code)].filter((letter) => !alphabet.includes(letter)).join(" ");

/** In groups, as the TV shows it. */
export const grouped = (code) => code.match(new RegExp(`.{1,${group}}`, "gu"))?.join(" ") ?? "";

/** Keeps a field grouped and in upper case while it is typed in, with the caret where it was. */
export function attach(field) {
  field.addEventListener("input", (event) => {
    if (event.isComposing) return;
    const before = normalized(field.value.slice(0, field.selectionStart)).length;
    const code = normalized(field.value);
    const text = grouped(code);
    if (field.value === text) return;
    field.value = text;
    const caret = before === 0 ? 0 : before + Math.floor((before - 1) / group);
    field.setSelectionRange(caret, caret);
  });
}

/** The code in this page's address, if there is one. */
export function codeInAddress(location) {
  try {
    const code = normalized(decodeURIComponent(location.pathname));
    return isComplete(code) ? code : "";
  } catch {
    return "";
  }
}
