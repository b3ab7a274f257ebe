import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";

import { EmailFrame } from "../../app/components/emails/email-frame.tsx";

test("an email's frame runs no script, and its links lead nowhere (decision 500)", () => {
  const html = '<html><head lang="de"><title>A</title></head><body><a href="https://elsewhere.example/">go</a></body></html>';
  const shown = renderToStaticMarkup(createElement(EmailFrame, { html, title: "Email", language: "de" }));
  expect(shown).toContain('sandbox="allow-same-origin"');
  // A window of its own is what the sandbox refuses.
  expect(shown).toContain("&lt;head lang=&quot;de&quot;&gt;&lt;base target=&quot;_blank&quot;&gt;");
});

test("no frame of the app may run scripts or be led elsewhere", () => {
  const frames = readdirSync("app", { recursive: true, withFileTypes: true })
    .filter(({ name }) => name.endsWith(".tsx"))
    .flatMap(({ parentPath, name }) => [...readFileSync(join(parentPath, name), "utf8").matchAll(/sandbox="([^"]*)"/g)])
    .map(([, allowed = ""]) => allowed);
  expect(frames.length).toBeGreaterThan(0);
  expect(frames.filter((allowed) => /scripts|popups|top-navigation|forms/.test(allowed))).toEqual([]);
});
