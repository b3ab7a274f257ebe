import { expect, test } from "vitest";

import { fill } from "../../../app/messages/content/filling/fill.ts";
import { tidy } from "../../../app/messages/content/compile/tidy.ts";
import { compiledOf, everything, german, text } from "./content-stage.ts";

test("what a merchant wrote stays, though it reads like what MJML writes", async () => {
  const words = 'Die outline: ein Umriss; opacity:0; overflow:hidden; target="_blank" dir="auto" class="t" <div aria-label="x">';
  const { html } = fill(await compiledOf(german([text(words)])), everything, () => "https://morgenrot.example/");
  for (const said of ["Die outline: ein Umriss; opacity:0; overflow:hidden;", "target=&quot;_blank&quot; dir=&quot;auto&quot;"])
    expect(html).toContain(said);
});

test("dark colors reach all that has a light one: no element keeps a color that no class overrules", async () => {
  const { html } = fill(
    await compiledOf(german([text("Hallo\n\n[Link](https://morgenrot.example)")])),
    everything,
    () => "https://x.example/",
  );
  const body = html.slice(html.indexOf("<body")).replace(/<!--[^]*?-->/g, "");
  const colored = [...body.matchAll(/<(?!div style="display:none)[a-z][^<>]* style="[^"]*(?<!-)color:[^"]*"[^<>]*>/g)].map(
    ([tag]) => tag,
  );
  expect(colored.length).toBeGreaterThan(3);
  for (const tag of colored) expect(tag).toContain("class=");
});

test("an element keeps what it needs of a style that loses the rest", () => {
  expect(tidy('<td style="padding:4px;word-break:break-word;color:#111111;outline:none">a word-break:b;</td>')).toBe(
    '<td style="padding:4px;color:#111111;">a word-break:b;</td>\n',
  );
});
