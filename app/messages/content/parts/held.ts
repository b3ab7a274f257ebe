/**
 * Liquid that stands in a text while others work on it that know nothing of it: the markup's reader, the sanitizer, MJML. A mark of two characters that nobody
 * can type keeps its place, and when it is put back, everything else that looks like Liquid is made harmless: so what is executed is only what was held.
 */
export type Held = { hold: (liquid: string) => string; release: (text: string, as: "html" | "text") => string };

const OPEN = "\ue000";
const CLOSE = "\ue001";

export function createHeld(): Held {
  const held: string[] = [];
  return {
    hold: (liquid) => `${OPEN}${held.push(liquid) - 1}${CLOSE}`,
    release: (text, as) =>
      text
        .replace(/\{(?=[{%\ue000])/g, as === "html" ? "&#123;" : `${OPEN}-${CLOSE}`)
        .replace(/\ue000(-|\d+)\ue001/g, (_, at: string) => (at === "-" ? `{{ "{" }}` : (held[Number(at)] ?? ""))),
  };
}

/** What merchants typed, without the characters that mark what is held, nor others that cannot be seen. */
export function withoutMarks(text: string): string {
  return text.replace(/[\ue000-\uf8ff\p{Cc}\u202a-\u202e\u2066-\u2069\ufeff]/gu, (found) =>
    /[\n\r\t]/.test(found) ? found : "",
  );
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
