import { describe, expect, it } from "vitest";

import { checkDocument } from "../../../app/messages/content/checks/check.ts";
import { DEFAULT_BRAND } from "../../../app/messages/content/brand/brand.ts";
import type { CompiledWriting } from "../../../app/messages/content/compile/compiled.ts";
import type { Block } from "../../../app/messages/content/document/blocks.ts";
import { documentSchema } from "../../../app/messages/content/document/document.ts";
import { readLink } from "../../../app/messages/content/document/link.ts";
import { sanitize } from "../../../app/messages/content/document/sanitize.ts";
import { fill } from "../../../app/messages/content/filling/fill.ts";
import { fillIn, parse } from "../../../app/messages/content/filling/liquid.ts";
import { firstNameOrNull } from "../../../app/messages/content/text.ts";
import { compiledOf, everything, filled, german, link, nothing, text } from "./content-stage.ts";

const rulesOf = (blocks: Block[], more = {}) =>
  checkDocument(german(blocks, more), DEFAULT_BRAND)
    .filter(({ severity }) => severity === "error")
    .map(({ rule, what }) => `${rule} ${what}`.trim());
const html = (markup: string): Block => ({ id: "h1", kind: "html", html: markup });

describe("what merchants type as Liquid (flows 25, hostile: templates)", () => {
  const loops = `${"{% for a in (1..1000) %}".repeat(10)}x${"{% endfor %}".repeat(10)}`;
  it.each([
    ["ten loops in each other", loops, "not-understood {% for a in (1..1000) %}"],
    ["a name that does not exist", "{{ password }}", "unknown-variable password"],
    ["what is not its own", "{{ constructor }}", "unknown-variable constructor"],
    ["a way into an object", "{{ shop_name.constructor }}", "not-understood {{ shop_name.constructor }}"],
    ["arithmetic", "{{ 7*7 }}", "not-understood {{ 7*7 }}"],
    [
      "a filter that builds",
      '{{ shop_name | replace: "o", "oooooooooo" }}',
      'not-understood {{ shop_name | replace: "o", "oooooooooo" }}',
    ],
    ["a filter that reads", "{{ shop_name | raw }}", "not-understood {{ shop_name | raw }}"],
    ["another template", '{% include "x" %}', 'not-understood {% include "x" %}'],
    ["an assignment", "{% assign a = 1 %}", "not-understood {% assign a = 1 %}"],
    ["a condition without an end", "{% if first_name %}Hallo", "not-understood {% if first_name %}"],
    ["an end without a condition", "Hallo{% endif %}", "not-understood {% endif %}"],
    ["a condition over two lines", "{% if first_name %}a\n\nb{% endif %}", "not-understood {% if first_name %}"],
    ["two ways that are open", "{% if first_name %}{% unless code %}{% endif %}{% endunless %}", "not-understood {% endif %}"],
    ["six conditions in each other", `${"{% if code %}".repeat(6)}x${"{% endif %}".repeat(6)}`, "not-understood {% if code %}"],
    ["half a mark", "Hallo {{ first_name", "not-understood {{ first_name"],
    ["a comparison", '{% if code == "x" %}a{% endif %}', 'not-understood {% if code == "x" %}'],
  ])("%s is an error at its place", (_, typed, problem) => {
    expect(rulesOf([text(typed)])).toContain(problem);
  });

  it.each([
    ["no fallback", "Hallo {{ first_name }}", ["needs-fallback first_name"]],
    ["a fallback", 'Hallo {{ first_name | default: "du" }}', []],
    ["a condition", "{% if first_name %}Hallo {{ first_name }}{% else %}Hallo{% endif %}", []],
    [
      "the other way of a condition",
      "{% if first_name %}Hallo{% else %}Hallo {{ first_name }}{% endif %}",
      ["needs-fallback first_name"],
    ],
    ["a condition on something else", "{% if code %}{{ first_name }}{% endif %}", ["needs-fallback first_name"]],
    ["the other way of unless", "{% unless code %}Nichts{% else %}{{ code }}{% endunless %}", []],
    ["what is always there", "Von {{ shop_name }}", []],
  ])("a value that may be missing, with %s (flows 23)", (_, typed, problems) => {
    expect(rulesOf([text(typed)])).toEqual(problems);
  });

  it("is as wrong in a subject, a button, an answer and markup", () => {
    const button: Block = { id: "b1", kind: "button", label: "{{ x }}", link: "shop" };
    const asked: Block = { id: "q1", kind: "question", question: "?", answers: [{ id: "a1", label: "{{ y }}" }] };
    const problems = rulesOf([button, asked, html("<p>{% if code %}a{% endif %}</p>")], { subject: "{{ z }}" });
    expect(problems).toEqual(["unknown-variable z", "unknown-variable x", "unknown-variable y", "not-understood {% if code %}"]);
  });

  it("is no longer than a block may be", () => {
    expect(documentSchema.safeParse(german([text("x".repeat(1_000_000))])).success).toBe(false);
    expect(documentSchema.safeParse(german(Array.from({ length: 41 }, (_, at) => text("x", `t${at}`)))).success).toBe(false);
    expect(documentSchema.safeParse(german([text("a"), text("b")])).success).toBe(false);
  });
});

describe("the filler itself, whatever was compiled (flows 25, hostile: templates)", () => {
  const compiled = (source: string): CompiledWriting => ({
    subject: "x",
    preheader: "",
    html: source,
    text: "",
    links: [],
    rows: [],
  });
  it.each([
    ["source", "x".repeat(100_001), /parse length limit exceeded/],
    ["time", `${"{% for a in (1..1000) %}".repeat(10)}x${"{% endfor %}".repeat(10)}`, /limit exceeded/],
    ["memory", `{% for a in (1..99999999) %}{% endfor %}`, /memory alloc limit exceeded/],
    ["output", `{% for a in (1..3000) %}${"y".repeat(100)}{% endfor %}`, /output limit exceeded/],
    ["tags", '{% include "etc" %}', /tag "include" not found/],
    ["computing", "{% assign a = 1 %}", /tag "assign" not found/],
    ["filters", '{{ shop_name | append: "x" }}', /undefined filter: append/],
    ["names", "{{ nobody }}", /undefined variable: nobody/],
    ["inherited names", "{{ shop_name.constructor.name }}", /undefined variable/],
  ])("stops at its limit of %s", (_, source, message) => {
    expect(() => fill(compiled(source), everything, link)).toThrow(message);
    expect(fillIn(parse("{{ a }}", "html"), { a: "still <here>" }, "html")).toBe("still &lt;here&gt;");
  });
});

it("does no more than what was typed asks for: twice as many placeholders are twice as many reads, and nothing repeats (flows 25)", async () => {
  /** How often a value is read while an email with so many placeholders is filled. */
  const readsOf = async (placeholders: number) => {
    const blocks = Array.from({ length: 20 }, (_, at) =>
      text(`Von {{ shop_name }}${" {{ shop_name }}".repeat(placeholders)}`, `t${at}`),
    );
    const { html, links } = await compiledOf(german(blocks));
    let reads = 0;
    const told = {
      ...{ ...everything.variables, code_minimum: "", has_cart: false, bought: false, preheader: "" },
      ...{ links: links.map(() => "#"), rows: [], imprint: everything.imprint },
      // Stands at its beginning: a machine that stood still begins anew (liquid.ts).
      get subject() {
        reads = 0;
        return "";
      },
      get shop_name() {
        reads += 1;
        return "Morgenrot";
      },
    };
    fillIn(parse(html, "html"), told, "html");
    return reads;
  };
  const [none, some, twice] = [await readsOf(0), await readsOf(10), await readsOf(20)];
  expect(some - none).toBeGreaterThanOrEqual(20 * 10);
  expect(twice - some).toBe(some - none);
});

describe("values are never anything but values (flows 23, flows 24, hostile: templates)", () => {
  const greet = text(
    '{% if first_name %}Hallo {{ first_name }},{% else %}Hallo,{% endif %} {{ product | default: "x" }} {{ code | default: "x" }}',
  );
  const withValues = (change: Partial<typeof everything.variables>) => ({
    ...everything,
    variables: { ...everything.variables, ...change },
  });

  it.each([
    ["Liquid", "{{ 7 | times: 7 }}", "{{ 7 | times: 7 }}"],
    ["a tag", "{% include 'x' %}", "{% include &#39;x&#39; %}"],
    ["markup", "<b>x</b>", "&lt;b&gt;x&lt;/b&gt;"],
    ["the end of an attribute", '"><script>alert(1)</script>', "&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"],
  ])("%s in the title of a product stands as it is", async (_, title, written) => {
    const { html: page, subject } = await filled([greet], withValues({ product: title, shop_name: title }));
    expect(page).toContain(written);
    expect(page).not.toMatch(/<script|<b>x/);
    expect(subject).toBe("Betreff");
  });

  it("lines in a value are no lines of the header", async () => {
    const document = german([text("x")], { subject: '{{ product | default: "x" }}' });
    const { compiledOf } = await import("./content-stage.ts");
    const { subject } = fill(await compiledOf(document), withValues({ product: "a\r\nBcc: b@c.de\u2028d" }), link);
    expect(subject).toBe("a Bcc: b@c.de d");
  });

  it("a line that a merchant typed as if it were Liquid of ours is text", async () => {
    const { html: page } = await filled([text("\ue0000\ue001 {<b></b>{ 7*7 }}"), html("{<script></script>{ first_name }}")]);
    expect(page).not.toContain("49");
    expect(page).toContain("&#123;{ first_name }}");
  });

  it.each([["Kunde"], ["kundin"], ["Customer"], ["test@x.de"], ["{{7*7}}"], ["<b>"], [""], ["n/a"], ["Test"], ["12345"], ["  "]])(
    "nobody is greeted as %j",
    (name) => {
      expect(firstNameOrNull(name)).toBeNull();
    },
  );

  it("greets without a name where there is none", async () => {
    expect((await filled([greet], nothing)).text).toMatch(/^Hallo, x x\n/);
  });
});

describe("links that merchants type (flows 21, flows 22, hostile: links)", () => {
  it.each([
    ["javascript:alert(1)"],
    ["//evil.example"],
    ["\\\\evil.example"],
    ["https://user:pw@evil.example/"],
    ["https://shop.example@evil.example/"],
    ["data:text/html,x"],
    ["vbscript:x"],
    ["https:evil.example"],
    ["https://a.example/\r\nX: y"],
    ["https://a.example/<script>"],
    ['https://a.example/" onmouseover="x'],
    ["ftp://a.example/"],
    ["mailto:a@b.de?bcc=c@d.de\nx"],
    ["https://a.example/{{ code }}"],
    ["shop/../evil"],
  ])("%j leads nowhere", (typed) => {
    expect(readLink(typed)).toBeNull();
  });

  it.each([
    ["https://a.example/?a=1&b=2#x", { kind: "url", url: "https://a.example/?a=1&b=2#x" }],
    ["mailto:hallo@a.example", { kind: "direct", url: "mailto:hallo@a.example" }],
    ["tel:+49 221 1234", { kind: "direct", url: "tel:+49 221 1234" }],
    ["unsubscribe", { kind: "place", place: "unsubscribe" }],
  ])("%j is kept byte by byte", (typed, read) => {
    expect(readLink(typed)).toEqual(read);
  });
});

describe("markup of the merchant's own (flows 25, hostile: content)", () => {
  it.each([
    ["a script", "<script>alert(1)</script>ok", "ok", ["script"]],
    ["a handler", '<p onclick="x()">ok</p>', "<p>ok</p>", ["p[onclick]"]],
    ["a form", '<form action="https://evil.example"><input></form>ok', "ok", ["form", "input"]],
    ["a frame", '<iframe src="https://evil.example"></iframe>ok', "ok", ["iframe"]],
    ["a style sheet", "<style>*{display:none}</style>ok", "ok", ["style"]],
    ["a link that runs", '<a href="javascript:x">ok</a>', "ok", ["a[href]"]],
    ["a picture without https", '<img src="http://a.example/x.png" alt="">ok', "ok", ["img[src]"]],
    ["a picture that reports", '<img src="data:image/svg+xml,x">ok', "ok", ["img[src]"]],
    ["a drawing", "<svg><a href='x'>ok</a></svg>", "ok", ["svg"]],
    [
      "a color and a position",
      '<p style="color:#fff;position:fixed;text-align:center">ok</p>',
      '<p style="text-align:center">ok</p>',
      [],
    ],
    ["a base", '<base href="https://evil.example">ok', "ok", ["base"]],
    ["the end of the email", "</td></tr></table></body></html>ok", "ok", []],
    ["a comment for Outlook", "<!--[if mso]><p>x</p><![endif]-->ok", "ok", []],
  ])("%s is left out", (_, markup, kept, removed) => {
    const clean = sanitize(markup, () => "#");
    expect(clean.html).toBe(kept);
    expect(clean.removed).toEqual(expect.arrayContaining(removed));
  });
});
