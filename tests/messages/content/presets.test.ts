import { describe, expect, it } from "vitest";

import { DEFAULT_BRAND, forms, type Form } from "../../../app/messages/content/brand/brand.ts";
import { checkDocument, sizeOf } from "../../../app/messages/content/checks/check.ts";
import { compile } from "../../../app/messages/content/compile/compile.server.ts";
import { emailLanguages } from "../../../app/messages/content/document/document.ts";
import { fill } from "../../../app/messages/content/filling/fill.ts";
import { sampleValues } from "../../../app/messages/content/filling/sample.ts";
import { documentOf } from "../../../app/messages/content/presets/preset.ts";
import { presetKeys, presets } from "../../../app/messages/content/presets/registry.ts";
import { link, shop } from "./content-stage.ts";

const brandOf = (form: Form) => ({ ...DEFAULT_BRAND, form });

describe.each(presetKeys)("%s", (key) => {
  it("has nothing to be mended, in both languages and forms of address", () => {
    for (const form of forms) expect(checkDocument(documentOf(presets[key], form), brandOf(form))).toEqual([]);
  });

  it("is short, of one idea and one button, and below 60 kB, whether all is known of a reader or nothing", async () => {
    for (const form of forms) {
      const document = documentOf(presets[key], form);
      const compiled = await compile(document, brandOf(form));
      for (const language of emailLanguages) {
        const writing = compiled[language];
        if (writing === undefined) throw new Error("missing");
        expect(document[language]?.blocks.filter(({ kind }) => ["button", "reorder", "review"].includes(kind))).toHaveLength(1);
        expect(sizeOf(writing, sampleValues(language, shop, "all"))).toBeLessThan(60);
        for (const knows of ["all", "nothing"] as const) {
          const email = fill(writing, sampleValues(language, shop, knows), link);
          expect([email.subject, email.subject.length <= 45]).toEqual([email.subject, true]);
          expect([email.preheader, email.preheader.length >= 40 && email.preheader.length <= 90]).toEqual([
            email.preheader,
            true,
          ]);
          for (const words of [email.subject, email.preheader, email.text]) {
            // No straight quotation marks, no ordinary space before a percent sign or a currency, no form of address left open, nothing shouted.
            expect(words).not.toMatch(/"|\d [%€]|<[^>]*\|| ,|\.\.|!!|undefined|\{\{/);
            expect(words).not.toMatch(/nur heute|nur noch|letzte Chance|vermissen|last chance|hurry|miss you/i);
          }
          if (language === "de")
            expect(email.text).not.toMatch(form === "sie" ? /\b(?:du|dich|dir|deine?[mnrs]?)\b/i : /\b(?:Ihnen|Ihre?[mnrs]?)\b/);
        }
      }
    }
  });
});

describe("the presets", () => {
  it("say in English what they say in German: the same blocks, in the same order, with the same ids", () => {
    for (const key of presetKeys) {
      const { de, en } = documentOf(presets[key], "du");
      const shape = (blocks: typeof de) =>
        blocks?.blocks.map(
          (block) => `${block.id} ${block.kind}${block.kind === "question" ? block.answers.map(({ id }) => id).join() : ""}`,
        );
      expect(shape(en)).toEqual(shape(de));
      expect(en?.subject).not.toBe(de?.subject);
    }
  });
});
