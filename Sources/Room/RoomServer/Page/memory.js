// What this machine remembers from one time to the next. Without storage it is typed again.

export function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    return;
  }
}

export function remembered(key) {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}
