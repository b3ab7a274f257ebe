import { caniemail } from "caniemail";
import { beforeAll, describe, expect, it } from "vitest";

import { DEFAULT_BRAND } from "../../../app/messages/content/brand/brand.ts";
import { compile } from "../../../app/messages/content/compile/compile.server.ts";
import { emailLanguages } from "../../../app/messages/content/document/document.ts";
import { fill } from "../../../app/messages/content/filling/fill.ts";
import { sampleValues } from "../../../app/messages/content/filling/sample.ts";
import { documentOf } from "../../../app/messages/content/presets/preset.ts";
import { presetKeys, presets } from "../../../app/messages/content/presets/registry.ts";
import { expectNoAxeViolations, picture, sidewaysOverflow, useBrowser } from "../../support/browser.ts";
import { shop } from "./content-stage.ts";

/** The programs that emails are made for (issue 9, must show 7). Dark ones are asked by axe, below. */
const CLIENTS = {
  international: ["gmail.*", "outlook.*", "apple-mail.*"],
  german: ["gmx.*", "web-de.*"],
} as const;

/** What programs are known not to understand, and why every email reads all the same without it (decision 220). */
const ON_TOP: Record<string, string> = {
  "<body> element":
    "no document is without one; a program that shows emails in its own page takes a block instead, with the same style",
  "<style> element": "everything that matters is inline; the sheet is for dark programs and phones",
  "@media": "as the sheet",
  "border-radius": "corners are square: how round they are is a setting of the merchant's",
  "color-scheme CSS property": "then the program chooses dark colors itself; Apple Mail would overrule ours without it",
  "display:none": "the preview text is one pixel high, too, and the link that nobody sees has no words",
  "lang attribute": "the email is read aloud in the language of the program's page; without it, in that language everywhere",
  "role attribute": "layout tables are announced as tables; without it, everywhere",
  "word-break": "long words and addresses are wider; without it, they widen the column on every phone",
};

const emails: { name: string; html: string }[] = [];

beforeAll(async () => {
  for (const key of presetKeys) {
    const compiled = await compile(documentOf(presets[key], "du"), DEFAULT_BRAND);
    for (const language of emailLanguages) {
      const writing = compiled[language];
      if (writing === undefined) continue;
      const { html } = fill(writing, sampleValues(language, shop, "all"), () => "https://morgenrot.example/");
      emails.push({ name: `${key} ${language}`, html });
    }
  }
});

/** What somebody's program is known not to understand. */
function lackingIn(html: string, clients: readonly (typeof CLIENTS)[keyof typeof CLIENTS][number][]): string[] {
  return [...caniemail({ clients: [...clients], html }).issues.errors.values()].flatMap((found) =>
    found.map(({ title }) => title),
  );
}

describe("every preset, in both languages (flows 27, flows 28)", () => {
  it("uses nothing that Outlook, Gmail, Apple Mail, GMX or WEB.DE lack, but for what is on top", () => {
    const lacking = new Set(
      emails.flatMap(({ html }) => [...lackingIn(html, CLIENTS.international), ...lackingIn(html, CLIENTS.german)]),
    );
    expect([...lacking].sort()).toEqual(Object.keys(ON_TOP).sort());
  });

  it("asks nobody else for anything, and has no text on pictures", () => {
    for (const { html } of emails) {
      expect(html).not.toMatch(/@import|@font-face|<link|url\(|background-image|<script/);
      expect(
        [...html.matchAll(/https?:\/\/([^/"]+)/g)]
          .map(([, host]) => host)
          .filter((host) => host !== "www.w3.org" && host !== "morgenrot.example"),
      ).toEqual([]);
    }
  });
});

describe("read by everybody", () => {
  const browser = useBrowser();
  it("without a finding of axe or anything beyond the edge: light and dark, wide and narrow (flows 27)", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await browser.newPage({ colorScheme });
      for (const { name, html } of emails) {
        await page.setContent(html);
        for (const width of [320, 1280]) {
          await page.setViewportSize({ width, height: 900 });
          expect([name, width, await sidewaysOverflow(page)]).toEqual([name, width, 0]);
          await picture(page, `email-${name.replace(" ", "-")}-${width}-${colorScheme}`, { fullPage: true });
        }
        // An email stands in its program's page, which has the landmarks and the first heading.
        const disable = ["landmark-one-main", "page-has-heading-one", "region"];
        await expectNoAxeViolations(page.mainFrame(), { disable });
      }
    }
  }, 300_000);
});
