import type { AttributeOf } from "../../attributes/registry.ts";
import type { ParameterTest, RowsTest } from "../query.ts";

/** One attribute holds them all: which one is meant is its first parameter. */
export const METAFIELDS = "metafields" satisfies AttributeOf<"rows">;

const NAME = /^(?:customer\.)?metafields\.(.*)$/i;
const PATH = /^[\w-]{2,255}\.[\w-]{2,64}$/;

/** The birthday that Shopify keeps there is an attribute of its own, kept here. */
export const BIRTHDAY = "facts.birth_date";

/** What stands behind `metafields.`; null: the name is none of a metafield. */
export function pathOf(name: string): string | null {
  return NAME.exec(name)?.[1] ?? null;
}

/** Namespace and key, as Shopify's metafields have them. */
export function isPath(path: string): boolean {
  return PATH.test(path);
}

/** What is asked of which metafield; `asked` is null where it only has to be there. Null: this is no metafield, or not said in full. */
export function askedOfMetafield({ attribute, tests }: RowsTest): { path: string; asked: ParameterTest | null } | null {
  if (attribute !== METAFIELDS) return null;
  const [named, asked, ...more] = tests;
  const path = named?.parameter === "path" && "value" in named.test ? named.test.value : null;
  if (typeof path !== "string" || !isPath(path) || more.length > 0) return null;
  return path === BIRTHDAY && asked?.parameter === "anniversary" ? null : { path, asked: asked ?? null };
}
