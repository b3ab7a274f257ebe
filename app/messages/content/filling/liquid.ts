import { Liquid, type Template } from "liquidjs";

import { filterNames } from "../document/placeholders.ts";

/**
 * The one place where Liquid is made of what merchants wrote. Only their words are ever Liquid, never a value; a name that does not exist is a fault, and what is
 * not a value's own cannot be reached. Each limit alone ends a render: characters of source, milliseconds, what filters may build, characters that come out.
 */
export const LIMITS = { parseLimit: 100_000, renderLimit: 50, memoryLimit: 1_000_000 } as const;
/** Characters. What is larger is no email that anybody would get whole. */
const LONGEST = 200_000;

const options = { ...LIMITS, strictVariables: true, strictFilters: true, ownPropertyOnly: true, jsTruthy: true };
const engines = {
  text: new Liquid(options),
  html: new Liquid({ ...options, outputEscape: "escape" }),
};
export type Output = keyof typeof engines;

// What merchants may type (document/placeholders.ts) and what the compiler itself writes: nothing that reads files, other templates, or computes.
const tags = new Set(["if", "unless", "for"]);
for (const { tags: known, filters } of Object.values(engines)) {
  for (const name of Object.keys(known)) if (!tags.has(name)) Reflect.deleteProperty(known, name);
  for (const name of Object.keys(filters))
    if (!filterNames.some((known) => known === name)) Reflect.deleteProperty(filters, name);
}

/** @throws for what is no Liquid, or too long */
export function parse(source: string, as: Output): Template[] {
  return engines[as].parse(source);
}

/** @throws when a limit is passed, or a name does not exist */
export function fillIn(templates: Template[], values: object, as: Output): string {
  const filled = patiently(() => String(engines[as].renderSync(templates, values)));
  if (filled.length > LONGEST) throw new Error("output limit exceeded");
  return filled;
}

/** The limit of time is one by the clock on the wall: a machine that stood still for a moment is no fault of the text. */
function patiently(render: () => string): string {
  for (let tries = 1; ; tries += 1)
    try {
      return render();
    } catch (error) {
      if (tries === 5 || !/render limit exceeded/.test(String(error))) throw error;
    }
}
