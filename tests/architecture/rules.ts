/** The design's rules as pure functions over source text, so that each can itself be shown to bite. */

export type Source = { path: string; text: string };

/** Folders that keep something of customers and know all that is below, but not each other. One with a `noun.server.ts` that is placed nowhere else is here, too. */
const NOUNS: readonly string[] = ["tiers", "bonuses", "rewards", "imports"];

/** From the top down. A folder may import itself, what is below it, and `lib` and the foundation always. */
const LAYERS: readonly (readonly string[])[] = [
  ["routes", "server", "dev", "health", "gate", "refusals", "shutdown"],
  // What shoppers and merchants see elsewhere, at the till.
  ["shopify-pos"],
  // What the app's pages say, said on Shopify's.
  ["shopify-admin"],
  ["components", "storefront", "api", "shopify-flow"],
  ["merchant", "install", "jobs"],
  ["actions"],
  ["sync"],
  ["webhooks", "pipeline", "preview"],
  // Figures about everything that the nouns below keep.
  ["insights"],
  // A campaign draws its holdout as flows do.
  ["campaigns"],
  // What flows give, the nouns below keep.
  ["flows"],
  // What a referral counts, no affiliate is paid for.
  ["affiliates"],
  // What a referral brings, points and rewards keep.
  ["referrals"],
  // What badges and challenges bring, the nouns below give.
  ["achievements"],
  // What a draw, a month or a module brings, the nouns below give.
  ["draws", "leaderboard", "learning", "gatherings", "community"],
  NOUNS,
  ["messages", "points", "segments", "events"],
  // What only Shopify knows is asked of it for segments.
  ["mirrors"],
  ["program"],
  ["customers", "shops", "batches"],
  ["facts"],
  ["queue"],
  ["pages"],
  ["i18n"],
  ["lib"],
];

/** What any impure module may use. It imports itself and `lib` only. */
const FOUNDATION = new Set(["clock", "db", "env", "log", "secrets", "shopify"]);

const IMPORT = /(?:^|\n)\s*(?:import|export)\s(?:[^"';]*?\sfrom\s)?["'](\.[^"']+)["']|import\(["'](\.[^"']+)["']\)/g;

/** Paths of ours that a module imports, resolved. */
export function localImportsOf({ path, text }: Source): string[] {
  const folder = path.split("/").slice(0, -1);
  return [...text.matchAll(IMPORT)].flatMap((match) => {
    const target = match[1] ?? match[2] ?? "";
    const parts = [...folder];
    for (const part of target.split("/")) {
      if (part === "..") parts.pop();
      else if (part !== ".") parts.push(part);
    }
    return /\.tsx?$/.test(target) ? [parts.join("/")] : [];
  });
}

/** Paths below `app/` that a module imports, resolved. */
function importsOf(source: Source): string[] {
  return localImportsOf(source).filter((target) => target.startsWith("app/"));
}

/** `app/points/orders/owed.ts` -> `points`; `app/health.server.ts` -> `health`. */
function areaOf(path: string): string {
  const [, first = "", second] = path.split("/");
  return second === undefined ? first.replace(/(\.server)?\.tsx?$/, "") : first;
}

function isServer(path: string): boolean {
  return /\.server\.tsx?$/.test(path);
}

/** Imports that run upward or sideways. Types may also come from a neighbour. */
export function upwardImports(sources: readonly Source[]): string[] {
  const nouns = new Set(sources.flatMap(({ path }) => /^app\/(\w+)\/noun\.server\.ts$/.exec(path)?.[1] ?? []));
  const layerOf = (area: string) => {
    const placed = LAYERS.findIndex((layer) => layer.includes(area));
    return placed < 0 && nouns.has(area) ? LAYERS.indexOf(NOUNS) : placed;
  };
  return sources.flatMap((source) =>
    importsOf(source).flatMap((target) => {
      const [from, to] = [areaOf(source.path), areaOf(target)];
      if (from === to || FOUNDATION.has(to) || isEntry(from)) return [];
      if (FOUNDATION.has(from)) return to === "lib" ? [] : [`${source.path} -> ${target}`];
      const [fromLayer, toLayer] = [layerOf(from), layerOf(to)];
      if (fromLayer < 0 || toLayer < 0) return [`${source.path} -> ${target}: not in the picture`];
      const beside = toLayer === fromLayer && (SIDE_BY_SIDE.has(`${from}>${to}`) || onlyTypes(source.text, target));
      return toLayer > fromLayer || beside ? [] : [`${source.path} -> ${target}`];
    }),
  );
}

/** Neighbours that may know each other, in this direction only. */
const SIDE_BY_SIDE = new Set([
  "server>health",
  "server>refusals",
  "server>shutdown",
  "server>gate",
  "gate>refusals",
  // A merchant's first visit installs the shop, which asks for its history.
  "merchant>install",
  "install>jobs",
  // Customers are told of points that expire, and of the month's.
  "points>messages",
  // An import sets tiers and birthdays as a merchant would, through those who own them.
  "imports>tiers",
  "imports>bonuses",
  // A review that is published is a claim that is approved.
  "reviews>bonuses",
  // What waits in the inbox is forgotten with its person.
  "pipeline>webhooks",
]);

/**
 * Files that import each other, round and round, types too: of such files none can be understood, moved or tested without the others. Each circle as the
 * files in it, those of one knot together.
 */
export function circularImports(sources: readonly Source[]): string[][] {
  const targets = new Map(sources.map((source) => [source.path, importsOf(source)]));
  const reachable = new Map([...targets.keys()].map((path) => [path, reach(path, targets)]));
  const inCircle = (a: string, b: string) => reachable.get(a)?.has(b) === true && reachable.get(b)?.has(a) === true;
  const knots: string[][] = [];
  for (const path of [...targets.keys()].sort()) {
    if (!inCircle(path, path)) continue;
    const knot = knots.find(([first = ""]) => inCircle(first, path));
    if (knot === undefined) knots.push([path]);
    else knot.push(path);
  }
  return knots;
}

/** All that a file imports, directly or through others; itself only if it is in a circle. */
function reach(path: string, targets: ReadonlyMap<string, readonly string[]>): Set<string> {
  const seen = new Set<string>();
  const open = [...(targets.get(path) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(targets.get(next) ?? []));
  }
  return seen;
}

function isEntry(area: string): boolean {
  return ["entry.client", "entry", "root", "vite-env.d"].includes(area);
}

/** A file without the suffix `.server` is pure: it imports only pure files, and nothing of Node or the database. */
export function impureImports(sources: readonly Source[]): string[] {
  return sources
    .filter(
      ({ path }) =>
        !isServer(path) &&
        !/^app\/(routes|components)\//.test(path) &&
        !/^app\/(server|root|routes|entry\.client)\.tsx?$/.test(path),
    )
    .flatMap((source) => {
      const local = importsOf(source).filter((target) => isServer(target) && !onlyTypes(source.text, target));
      const packages = [...source.text.matchAll(/from ["'](node:[^"']+|pg|kysely|pg-boss|nodemailer|express)["']/g)].map(
        (match) => match[1] ?? "",
      );
      return [...local, ...packages.filter((name) => !PURE_PACKAGES.has(name) && !onlyTypes(source.text, name))].map(
        (target) => `${source.path} -> ${target}`,
      );
    });
}

/** Computing a hash is no input or output; nor is composing SQL text or reading Punycode. */
const PURE_PACKAGES = new Set(["node:crypto", "kysely", "node:buffer", "node:url"]);

function onlyTypes(text: string, target: string): boolean {
  const name = target.split("/").at(-1) ?? target;
  return [...text.matchAll(/import ([^;]*?) from ["']([^"']+)["']/g)]
    .filter((match) => match[2]?.endsWith(name))
    .every((match) => match[1]?.startsWith("type ") === true);
}

/** What only the pipeline may let follow from a change, and the folder whose own it is. */
const FOLLOWS: readonly { call: RegExp; of: string }[] = [
  { call: /\bflows\s*\.\s*react\b|\breact\b[^;]*from "[^"]*flows\/runs\/react\.server\.ts"/g, of: "flows" },
  { call: /from "[^"]*segments\/membership\.server\.ts"/g, of: "segments" },
];

/** The pipeline's one door, and its list of nouns, by which workers know what runs by time. */
const OPEN = new Set(["app/pipeline/change.server.ts", "app/pipeline/nouns.server.ts"]);

/** Ways into the pipeline past its one door, and calls of what follows inside of it. */
export function sideDoors(sources: readonly Source[]): string[] {
  const outside = sources.filter(({ path }) => !path.startsWith("app/pipeline/"));
  const doors = outside.flatMap((source) =>
    importsOf(source)
      .filter((target) => target.startsWith("app/pipeline/") && !OPEN.has(target))
      .map((target) => `${source.path} -> ${target}`),
  );
  const calls = FOLLOWS.flatMap(({ call, of }) =>
    matches(
      outside.filter(({ path }) => !path.startsWith(`app/${of}/`)),
      call,
      [],
    ),
  );
  return [...doors, ...calls];
}

/** Reads of the environment outside its module. */
export function environmentReads(sources: readonly Source[]): string[] {
  return matches(sources, /process\s*\.\s*env|import\.meta\.env|["']process["']/g, ["app/env.server.ts"]);
}

/** Reads of the wall clock outside its module: no-argument dates, Date.now, and dates made by calling. */
export function clockReads(sources: readonly Source[]): string[] {
  return matches(sources, /new Date\(\s*\)|Date\s*\.\s*now|(?<!new )\bDate\(\s*\)|new Date(?!\s*[(<\w])/g, [
    "app/clock.server.ts",
  ]);
}

/** Forms that are read past `readFields`, which answers what is no form. */
export function formReads(sources: readonly Source[]): string[] {
  return matches(sources, /request\s*\.\s*formData/g, ["app/lib/posted.ts"]);
}

/** Files for spreadsheets that write instants otherwise than by the shop's clock (decision 393). */
export function foreignClocks(sources: readonly Source[]): string[] {
  const files = sources.filter(({ path, text }) => path !== "app/lib/csv.ts" && /\bcsvLine\b/.test(text));
  return matches(files, /toISOString|toJSON|clockText/g, []);
}

/** The one folder that knows what Shopify's admin puts around a page. */
const FRAME = "app/components/page/";

/** Of these packages, what only the frame may use; `null` is all of it. */
const OF_THE_FRAME: Readonly<Record<string, readonly string[] | null>> = {
  "@shopify/app-bridge-react": null,
  // Whatever is sent or loaded past `usePost` and `useLoad` ends the page when it fails.
  "@remix-run/react": [
    ...["useFetcher", "Form", "useSubmit", "useActionData"],
    ...["useFetchers", "useBlocker", "useBeforeUnload", "unstable_usePrompt"],
  ],
  "@shopify/polaris": [
    ...["Page", "Modal", "Toast", "Frame", "ContextualSaveBar", "Loading", "TopBar", "Navigation", "AppProvider"],
    // They name an option that is gone; ours does not.
    ...["Combobox", "Autocomplete"],
  ],
};

const NAMED =
  /(?:^|\n)\s*(?:import|export)\s+(?:type\s+)?(\*[^"';]*|\{[^}]*\}|[\w$]+(?:\s*,\s*\{[^}]*\})?)\s*from\s*["']([^"']+)["']/g;
const GLOBAL =
  /\b(?:window|globalThis)\s*\.\s*shopify\b|\bshopify\s*\.\s*(?:toast|modal|saveBar|loading|resourcePicker|picker|scopes|idToken|user)\b/g;

/** Title bars, save bars, dialogs, toasts and the like that a page takes from Shopify past our own pieces of them. */
export function pastTheFrame(sources: readonly Source[]): string[] {
  const others = sources.filter(({ path }) => !path.startsWith(FRAME));
  const imports = others.flatMap(({ path, text }) =>
    [...withoutComments(text).matchAll(NAMED)].flatMap(([, clause = "", from = ""]) => {
      const barred = OF_THE_FRAME[from];
      if (barred === undefined) return [];
      const names = clause.startsWith("{") ? clause.split(/[{},]/).map((name) => name.trim().replace(/^type /, "")) : null;
      if (barred === null || names === null) return [`${path} -> ${from}`];
      return names.filter((name) => barred.includes(name.split(" ")[0] ?? "")).map((name) => `${path} -> ${name} of ${from}`);
    }),
  );
  return [...imports, ...matches(others, GLOBAL, [])];
}

const FAILS_SAFELY = /export \{ clientAction, shouldRevalidate \} from ["'][./]+components\/page\/posting\/route\.ts["']/;
/** What a page asks for by itself is not read anew by any answer. */
const RESOURCE_FAILS_SAFELY =
  /export \{ clientAction, clientLoader \} from ["'][./]+components\/page\/posting\/route\.ts["'][^]*export const shouldRevalidate = \(\) => false;/;

/** Routes of the admin whose action may fail in the face of a form: they do not export the one `clientAction` with its `shouldRevalidate`. */
export function unsafeActions(sources: readonly Source[]): string[] {
  return sources
    .filter(
      ({ path, text }) => /^app\/routes\/app[.\w$-]*\.tsx?$/.test(path) && /export (?:async function|const) action\b/.test(text),
    )
    .filter(({ text }) => !FAILS_SAFELY.test(text) && !RESOURCE_FAILS_SAFELY.test(text))
    .map(({ path }) => path);
}

/** Addresses of the admin that somebody wrote out: `to` of `app/pages.ts` says where a page is, so that moving one moves every link. */
export function writtenAddresses(sources: readonly Source[]): string[] {
  return matches(sources, /["'`]\/app(?:[/?#][^"'`\n]*)?["'`]/g, ["app/pages.ts", "app/dev.server.ts"]);
}

function matches(sources: readonly Source[], pattern: RegExp, allowed: readonly string[]): string[] {
  return sources
    .filter(({ path }) => !allowed.includes(path))
    .flatMap(({ path, text }) => [...withoutComments(text).matchAll(pattern)].map((match) => `${path}: ${match[0]}`));
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:])\/\/.*$/gm, "$1");
}
