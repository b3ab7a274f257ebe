/** Markup that is safe to send; anything else put into `html` is escaped. */
export type Html = { readonly markup: string };

type Piece = Html | string | number | bigint | null | undefined | false | readonly Piece[];

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

/** Template tag: escapes every value but `Html`; joins arrays; `null`, `undefined` and `false` are nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Piece[]): Html {
  return {
    markup: strings.reduce((done, part, index) => done + part + (index < values.length ? render(values[index]) : ""), ""),
  };
}

/** Marks a text as markup. Only for constants and for files of this folder. */
export function raw(markup: string): Html {
  return { markup };
}

function render(value: Piece): string {
  if (value === null || value === undefined || value === false) return "";
  if (typeof value === "object") return "markup" in value ? value.markup : value.map(render).join("");
  return escape(String(value));
}
