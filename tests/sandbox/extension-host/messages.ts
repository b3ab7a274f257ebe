/** What page and worker say to each other. Functions stay where they are; the other side has their number. */
export type ToWorker =
  | { kind: "begin"; locale: string; texts: Record<string, string>; target: string; given: Given }
  | { kind: "call"; listener: number; detail: unknown }
  | { kind: "answer"; question: number; value: unknown; error: string | null }
  | { kind: "changed"; given: Given };
export type ToPage =
  | { kind: "mutate"; records: unknown }
  | { kind: "ask"; question: number; name: string; about: unknown }
  | { kind: "failed"; error: string };

/** What the page knows that its extension may, by the name that Shopify documents; plain data. */
export type Given = Readonly<Record<string, unknown>>;

export type Numbered = { listener: number };

/** What may cross: functions become numbers. */
export function withNumbers(value: unknown, numberOf: (listener: (detail: unknown) => unknown) => number): unknown {
  if (typeof value === "function") return { listener: numberOf(value as (detail: unknown) => unknown) } satisfies Numbered;
  if (Array.isArray(value)) return value.map((part) => withNumbers(part, numberOf));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withNumbers(part, numberOf)]));
}

/** And on the other side functions again. */
export function withFunctions(value: unknown, call: (listener: number, detail: unknown) => void): unknown {
  if (Array.isArray(value)) return value.map((part) => withFunctions(part, call));
  if (typeof value !== "object" || value === null) return value;
  const { listener } = value as Partial<Numbered>;
  if (typeof listener === "number") return (detail: unknown) => call(listener, detail);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withFunctions(part, call)]));
}
