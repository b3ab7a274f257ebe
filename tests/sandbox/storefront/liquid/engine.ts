import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { Liquid, Tokenizer, type TagToken, type TopLevelToken } from "liquidjs";

import { registerDate } from "./date.ts";
import { escapeHtml, registerFilters, text } from "./filters.ts";
import { registerMoney } from "./money.ts";
import { LiquidFloat } from "./number.ts";
import { registerTranslate, type Locales } from "./translate.ts";

/** Names of every filter that Shopify documents; what LiquidJS has beyond them must not work here either. */
const documented = new Set(
  (JSON.parse(readFileSync(filtersFile(), "utf8")) as { name: string }[]).map((filter) => filter.name).concat("t", "translate"),
);
const FOREIGN_TAGS = ["layout", "block", "include"];

function filtersFile(): string {
  const require = createRequire(import.meta.url);
  return require.resolve("@shopify/theme-check-docs-updater/package.json").replace(/package\.json$/, "data/filters.json");
}

const literals = new WeakSet<object>();

/** In Liquid `2.0` is a decimal and `2` an integer; LiquidJS reads both as 2. */
function keepDecimalLiterals(): void {
  if (literals.has(Tokenizer.prototype)) return;
  literals.add(Tokenizer.prototype);
  const { readNumber } = Tokenizer.prototype as { readNumber: (this: Tokenizer) => ReturnType<Tokenizer["readNumber"]> };
  Tokenizer.prototype.readNumber = function (this: Tokenizer) {
    const token = readNumber.call(this);
    if (token?.getText().includes(".")) Object.assign(token, { content: new LiquidFloat(token.getText()) });
    return token;
  };
}

/** Tags whose body is not for the page where it stands: the loader of the block reads it from the source. */
function silentTag(name: string): Parameters<Liquid["registerTag"]>[1] {
  return {
    parse(_token: TagToken, rest: TopLevelToken[]) {
      while (rest.length > 0) {
        const next = rest.shift();
        if (next !== undefined && "name" in next && next.name === `end${name}`) return;
      }
      throw new Error(`The tag ${name} is not closed`);
    },
    render: () => "",
  };
}

/**
 * LiquidJS with Shopify's semantics for a theme or a theme app extension. Unknown filters and tags are errors.
 * @param snippets folder that `{% render %}` looks in
 * @param assetUrl URL of a file of the `assets` folder
 */
export function createEngine(options: {
  root: string;
  snippets: string;
  locales: Locales;
  assetUrl: (file: string) => string;
}): Liquid {
  keepDecimalLiterals();
  const engine = new Liquid({
    ...{ root: [options.root], partials: [options.snippets], extname: ".liquid", cache: true },
    ...{ strictFilters: true, ownPropertyOnly: true, jsTruthy: false },
  });
  for (const name of Object.keys(engine.filters)) if (!documented.has(name)) Reflect.deleteProperty(engine.filters, name);
  for (const name of FOREIGN_TAGS) Reflect.deleteProperty(engine.tags, name);
  for (const name of ["schema", "stylesheet", "javascript", "doc"]) engine.registerTag(name, silentTag(name));
  registerFilters(engine);
  registerMoney(engine);
  registerDate(engine);
  registerTranslate(engine, options.locales);
  engine.registerFilter("asset_url", (file: unknown) => options.assetUrl(text(file)));
  engine.registerFilter(
    "stylesheet_tag",
    (url: unknown) => `<link href="${escapeHtml(text(url))}" rel="stylesheet" type="text/css" media="all" />`,
  );
  engine.registerFilter("script_tag", (url: unknown) => `<script src="${escapeHtml(text(url))}" defer></script>`);
  return engine;
}
