import { DEFAULT_BRAND, type Brand } from "../../../app/messages/content/brand/brand.ts";
import { sampleValues } from "../../../app/messages/content/filling/sample.ts";
import { compile } from "../../../app/messages/content/compile/compile.server.ts";
import type { CompiledWriting } from "../../../app/messages/content/compile/compiled.ts";
import type { Block } from "../../../app/messages/content/document/blocks.ts";
import type { EmailDocument } from "../../../app/messages/content/document/document.ts";
import { fill, type EmailValues } from "../../../app/messages/content/filling/fill.ts";
import type { Rendered } from "../../../app/messages/content/into-layout.ts";
import type { LinkOf } from "../../../app/messages/links/target.ts";

export const shop = {
  shopName: "Morgenrot",
  home: "https://morgenrot.example",
  imprint: ["Morgenrot GmbH", "Musterstraße 1", "10115 Berlin"],
  pointsNames: {},
};
export const everything: EmailValues = sampleValues("de", shop, "all");
export const nothing: EmailValues = sampleValues("de", shop, "nothing");
export const link: LinkOf = (target) => (target.to === "url" ? target.url : `https://reprise.example/${target.to}`);

export function text(words: string, id = "t1"): Block {
  return { id, kind: "text", text: words };
}

export function german(blocks: Block[], more: { subject?: string; preheader?: string } = {}): EmailDocument {
  return { de: { subject: "Betreff", preheader: "Vorschautext", ...more, blocks } };
}

export async function compiledOf(document: EmailDocument, brand: Brand = DEFAULT_BRAND): Promise<CompiledWriting> {
  const compiled = (await compile(document, brand)).de;
  if (compiled === undefined) throw new Error("Not in German");
  return compiled;
}

export async function filled(blocks: Block[], values: EmailValues = everything, brand: Brand = DEFAULT_BRAND): Promise<Rendered> {
  return fill(await compiledOf(german(blocks), brand), values, link);
}
