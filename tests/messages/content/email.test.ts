import { describe, expect, it } from "vitest";

import { DEFAULT_BRAND } from "../../../app/messages/content/brand/brand.ts";
import { checkDocument } from "../../../app/messages/content/checks/check.ts";
import type { Block } from "../../../app/messages/content/document/blocks.ts";
import { fill } from "../../../app/messages/content/filling/fill.ts";
import { compiledOf, everything, filled, german, nothing, text } from "./content-stage.ts";

const every: Block[] = [
  text(
    "{% if first_name %}Hallo {{ first_name }},{% else %}Hallo,{% endif %}\n\n# Neues\n\nEin **guter** Satz mit [Link](https://a.example/?a=1&b=2#x).\n\n- eins\n- zwei",
  ),
  { id: "i1", kind: "image", url: "https://cdn.shopify.com/s/files/1/a.png?v=3", alt: "Tasse", link: "shop", width: 300 },
  { id: "b1", kind: "button", label: "Neues ansehen", link: "shop" },
  { id: "p1", kind: "products", from: "last-bought", most: 2, productIds: [], prices: true },
  { id: "u1", kind: "points", tier: true },
  { id: "c1", kind: "code" },
  { id: "r1", kind: "reorder", label: "Noch einmal bestellen" },
  {
    id: "q1",
    kind: "question",
    question: "Woran lag es?",
    answers: [
      { id: "a1", label: "Am Preis" },
      { id: "a2", label: "Anderes" },
    ],
  },
  { id: "d1", kind: "divider" },
  { id: "h1", kind: "html", html: '<p style="text-align:center;color:red">Eigenes <a href="https://b.example/">Markup</a></p>' },
];

describe("an email of all blocks", () => {
  it("says everything in HTML", async () => {
    const { html } = await filled(every);
    for (const part of [
      "Hallo Anna,",
      "<h2",
      "<strong>guter</strong>",
      "<li",
      "Tasse",
      "Neues ansehen",
      "Espresso Nr. 1, ganze Bohne",
      "19,90",
      "1.240 Punkte",
      "Gold",
      "DANKE-7K2M9P",
      "Noch einmal bestellen",
      "Woran lag es?",
      "Am Preis",
      "Eigenes",
      "Musterstraße 1",
      "Abmelden",
    ])
      expect(html).toContain(part);
    expect(html).not.toMatch(/\{\{|\{%|undefined|\[object|[\ue000-\uf8ff]|<script|fonts\.googleapis/);
    expect(html).toContain('href="https://a.example/?a=1&amp;b=2#x"');
  });

  it("says the same as text that reads well", async () => {
    const { text: plain } = await filled(every);
    expect(plain.replaceAll(/[\u00a0\u202f]/g, "~")).toMatchInlineSnapshot(`
      "Hallo Anna,

      Neues

      Ein guter Satz mit Link (https://a.example/?a=1&b=2#x).

      - eins
      - zwei

      [Tasse]

      Neues ansehen: https://morgenrot.example

      Espresso Nr. 1, ganze Bohne, 500 g, 19,90~€
      Ansehen: https://morgenrot.example/products/sample-1

      Filterkaffee Sonnenhang, 250 g, 9,50~€
      Ansehen: https://morgenrot.example/products/sample-2

      Du hast 1.240 Punkte (Wert: 12,40~€)
      Deine Stufe: Gold

      Dein Code: DANKE-7K2M9P
      10~% auf deine Bestellung
      Gültig bis 24. Juni 2026. Einmal einlösbar, nicht mit anderen Rabatten kombinierbar.

      Noch einmal bestellen: https://reprise.example/cart

      Woran lag es?
      - Am Preis: https://reprise.example/answer
      - Anderes: https://reprise.example/answer

      ---

      Eigenes Markup (https://b.example/)

      -- 
      Du bekommst diese E-Mail, weil du dich für Neuigkeiten von Morgenrot angemeldet hast.
      Abmelden: https://reprise.example/unsubscribe
      Einstellungen: https://reprise.example/preferences

      Morgenrot GmbH
      Musterstraße 1
      10115 Berlin
      "
    `);
  });

  it("leaves out what is not known, and leaves no traces of it", async () => {
    const { html, text: plain } = await filled(every, nothing);
    expect(html).toContain("Hallo,");
    for (const part of ["Espresso", "Du hast", "Dein Code", "Noch einmal bestellen"]) {
      expect(html).not.toContain(part);
      expect(plain).not.toContain(part);
    }
    expect(plain).not.toMatch(/\n{3}/);
  });

  it("asks for each link with its target and its place", async () => {
    const compiled = await compiledOf(german(every));
    const asked: string[] = [];
    fill(compiled, everything, (target, index) => {
      asked.push(`${index} ${target.to === "url" ? target.url : target.to}`);
      return `https://l.example/${index}`;
    });
    expect(asked).toMatchInlineSnapshot(`
      [
        "0 https://a.example/?a=1&b=2#x",
        "1 https://morgenrot.example",
        "2 https://morgenrot.example",
        "3 cart",
        "4 answer",
        "5 answer",
        "6 https://b.example/",
        "7 unsubscribe",
        "8 preferences",
        "9 https://morgenrot.example",
        "10 https://morgenrot.example/products/sample-1",
        "11 https://morgenrot.example/products/sample-2",
        "999 https://morgenrot.example",
      ]
    `);
  });
});

describe("the block with the reader's own link (issue 12: in emails)", () => {
  const own: Block = {
    ...{ id: "f1", kind: "friend", heading: "Für Freunde <b>von {{ shop_name }}</b>" },
    ...{ text: "Gib ihn **weiter**.", label: "Ansehen" },
  };
  const LINK = "https://morgenrot.example/apps/reprise/refer/K7M2P9QX";

  it("says the link to pass on as text, and leads there by a link that is counted", async () => {
    const compiled = await compiledOf(german([own]));
    const { html, text: plain } = fill(compiled, everything, (target, at) => `https://l.example/${at}/${target.to}`);
    expect(html).toContain("Für Freunde &lt;b&gt;von Morgenrot&lt;/b&gt;");
    expect(html).toContain(`<strong>${LINK}</strong>`);
    expect(html).not.toContain(`href="${LINK}"`);
    expect(plain).toContain(
      `Für Freunde <b>von Morgenrot</b>\n\nGib ihn weiter.\n\nDein Link zum Weitergeben: ${LINK}\n\nAnsehen: https://l.example/`,
    );
  });

  it("is left out altogether for who has none", async () => {
    const { html, text: plain } = await filled([text("Hallo"), own], { ...everything, friend: null });
    for (const part of ["Für Freunde", "weiter", "Ansehen", "Link zum"]) expect(`${html}${plain}`).not.toContain(part);
  });

  it("wants a heading and a label, and a fallback for what may be missing", () => {
    const empty: Block = { id: "f1", kind: "friend", heading: "", text: "{{ first_name }}", label: " " };
    expect(checkDocument(german([text("Hallo"), empty]), DEFAULT_BRAND).map(({ rule, place }) => [rule, place?.field])).toEqual(
      expect.arrayContaining([
        ["label-missing", "heading"],
        ["needs-fallback", "text"],
        ["label-missing", "label"],
      ]),
    );
  });
});
