import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import express from "express";
import { createTransport } from "nodemailer";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { expectNoAxeViolations, NARROW, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { type Mailbox, startMailbox } from "../sandbox/mailbox/mailbox.ts";

const browser = useBrowser();
const unsubscribed: { path: string; body: string; type: string | undefined }[] = [];
let [server, app]: Server[] = [];
let mailbox: Mailbox;
let [origin, appUrl] = ["", ""];
let answer = 200;

beforeAll(async () => {
  app = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      unsubscribed.push({ path: `${request.method} ${request.url}`, body, type: request.headers["content-type"] });
      response.writeHead(answer).end();
    });
  });
  appUrl = await listen(app);
  mailbox = await startMailbox({ appUrl });
  server = createServer(express().use(mailbox.router));
  origin = await listen(server);
});
afterEach(() => {
  mailbox.clear();
  mailbox.clearRejections();
  unsubscribed.length = 0;
  answer = 200;
});
afterAll(async () => {
  await mailbox.stop();
  for (const each of [server, app]) each?.close();
});

type Mail = { to?: string; subject?: string; html?: string; text?: string; headers?: Record<string, string> };

async function send({ to = "lena@example.com", ...mail }: Mail = {}): Promise<void> {
  const transport = createTransport({ host: "127.0.0.1", port: mailbox.smtpPort, secure: false, ignoreTLS: true });
  await transport.sendMail({
    from: '"Morgenrot" <shop@morgenrot.example>',
    to,
    subject: "Schön, dich wiederzusehen – 5 €",
    text: "Hallo",
    ...mail,
  });
  transport.close();
}

const oneClick = (url: string) => ({
  "List-Unsubscribe": `<mailto:stop@example.com>, <${url}>`,
  "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
});

describe("SMTP", () => {
  test("a mail arrives whole: decoded, with its headers, its source and its unsubscribe address", async () => {
    await send({
      html: "<p>Hallo <b>Lena</b></p>",
      headers: { ...oneClick(`${appUrl}/unsubscribe?t=abc`), "X-Campaign": "win-back" },
    });
    const [message] = mailbox.messages();
    expect(message).toMatchObject({
      ...{
        subject: "Schön, dich wiederzusehen – 5 €",
        from: "Morgenrot <shop@morgenrot.example>",
        recipients: ["lena@example.com"],
      },
      ...{ envelopeFrom: "shop@morgenrot.example", oneClick: true, listUnsubscribe: `${appUrl}/unsubscribe?t=abc` },
    });
    expect(message?.html).toContain("<b>Lena</b>");
    expect(message?.text?.trim()).toBe("Hallo");
    expect(message?.headers).toContainEqual({ name: "X-Campaign", value: "win-back" });
    expect(message?.raw).toMatch(/^From: /m);
  });

  test("waitFor finds what is there, waits for what comes, and says what came instead", async () => {
    await send({ subject: "First" });
    expect((await mailbox.waitFor(({ subject }) => subject === "First")).subject).toBe("First");
    const later = mailbox.waitFor(({ subject }) => subject === "Second");
    await send({ subject: "Second" });
    expect((await later).subject).toBe("Second");
    await expect(mailbox.waitFor(({ subject }) => subject === "Never", 20)).rejects.toThrow(/Second[\s\S]*First/);
  });

  test("recipients are refused as asked, for as long as asked, and only those", async () => {
    mailbox.rejectNext(1, "temporary");
    mailbox.rejectNext(2, "permanent", "Gone@example.com");
    await expect(send()).rejects.toMatchObject({ responseCode: 451 });
    await send();
    await expect(send({ to: "gone@example.com" })).rejects.toMatchObject({ responseCode: 550 });
    await expect(send({ to: "gone@example.com" })).rejects.toMatchObject({ responseCode: 550 });
    await send({ to: "gone@example.com" });
    expect(mailbox.messages()).toHaveLength(2);
  });

  test("a message without MIME, with binary rubbish or without a subject is kept too", async () => {
    const transport = createTransport({ host: "127.0.0.1", port: mailbox.smtpPort, secure: false, ignoreTLS: true });
    for (const raw of ["no headers at all", Buffer.from([0xff, 0xfe, 0x00, 0x41]), "Subject: =?utf-8?B?broken\r\n\r\n"]) {
      await transport.sendMail({ envelope: { from: "a@example.com", to: "b@example.com" }, raw });
    }
    expect(mailbox.messages().map(({ recipients }) => recipients)).toEqual([
      ["b@example.com"],
      ["b@example.com"],
      ["b@example.com"],
    ]);
  });
});

describe("the web mailbox", () => {
  test("JSON filters by recipient and words", async () => {
    await send({ to: "a@example.com", subject: "Welcome" });
    await send({ to: "b@example.com", subject: "Welcome back" });
    const ask = async (query: string) =>
      (await (await fetch(`${origin}/mailbox.json?${query}`)).json()) as { count: number; messages: { subject: string }[] };
    expect((await ask("to=A@example.com")).messages.map(({ subject }) => subject)).toEqual(["Welcome"]);
    expect(await ask("q=welcome+back&limit=1")).toMatchObject({ count: 1 });
    expect(await ask("limit=-5&q[]=x")).toMatchObject({ count: 2 });
  });

  test("a person reads a mail as design, dark, on a phone, as text, headers and source; no script of it runs", async () => {
    await send({
      html: `<style>@media (prefers-color-scheme: dark) { h1 { color: rgb(1, 2, 3) } }</style><h1>Hallo Lena</h1><script>top.document.title = "stolen"</script><img src="x" onerror="top.document.title = 'stolen'">`,
    });
    const page = await browser.newPage({
      locale: "de-DE",
      viewport: WIDE,
      allow: [/sandboxed|Content Security Policy|BLOCKED_BY_ORB/],
    });
    await page.goto(`${origin}/mailbox`);
    await page.getByRole("link", { name: /Schön, dich/ }).click();
    const heading = page.frameLocator("iframe").getByRole("heading", { name: "Hallo Lena" });
    const looks = async () => [
      await heading.evaluate((one) => getComputedStyle(one).color),
      (await page.locator("iframe").boundingBox())?.width,
    ];
    await heading.waitFor();
    await expectNoAxeViolations(page);
    const [, wide] = await looks();
    await page.getByRole("link", { name: "Dunkel" }).click();
    await expect.poll(looks).toEqual(["rgb(1, 2, 3)", wide]);
    await page.getByRole("link", { name: "Telefon" }).click();
    await expect.poll(looks).toEqual(["rgb(0, 0, 0)", 375]);
    await page.getByRole("link", { name: "Text", exact: true }).click();
    expect(await page.locator("pre").textContent()).toMatch(/^Hallo/);
    await page.getByRole("link", { name: "Kopfzeilen" }).click();
    await expect.poll(() => page.getByRole("row", { name: /^Subject/ }).count()).toBe(1);
    await page.getByRole("link", { name: "Quelltext" }).click();
    expect(await page.locator("pre").textContent()).toContain("Content-Type: multipart/alternative");
    await page.waitForLoadState();
    expect(await page.title()).not.toBe("stolen");
  });

  test("one-click unsubscribe posts what RFC 8058 asks for, and tells the answer", async () => {
    await send({ headers: oneClick(`${appUrl}/unsubscribe?t=abc`) });
    const page = await browser.newPage();
    await page.goto(`${origin}/mailbox/${mailbox.messages()[0]?.id}`);
    await page.getByRole("button", { name: "One-click unsubscribe" }).click();
    await page.getByRole("status").filter({ hasText: "200: unsubscribed" }).waitFor();
    expect(unsubscribed).toEqual([
      { path: "POST /unsubscribe?t=abc", body: "List-Unsubscribe=One-Click", type: "application/x-www-form-urlencoded" },
    ]);
    answer = 404;
    await page.getByRole("button", { name: "One-click unsubscribe" }).click();
    await page.getByRole("alert").filter({ hasText: "404" }).waitFor();
  });

  test("an address that is not the app's is never called", async () => {
    const stranger = await listen(createServer((_request, response) => response.end()).unref());
    await send({ headers: oneClick(`${stranger}/unsubscribe`) });
    const [message] = mailbox.messages();
    const refused = await fetch(`${origin}/mailbox/${message?.id}/unsubscribe`, { method: "POST", redirect: "manual" });
    expect(refused.headers.get("location")).toMatch(/outcome=refused/);
    const page = await browser.newPage();
    await page.goto(`${origin}/mailbox/${message?.id}`);
    expect(await page.getByRole("button", { name: "One-click unsubscribe" }).count()).toBe(0);
    expect(unsubscribed).toEqual([]);
  });

  test("new mail shows by itself in the list, and is offered while another is read", async () => {
    const page = await browser.newPage();
    await page.goto(`${origin}/mailbox`);
    await page.getByText("No mail yet").waitFor();
    await send({ subject: "One" });
    await page.getByRole("link", { name: /One/ }).click();
    await send({ subject: "Two" });
    await page.getByRole("link", { name: "New mail has arrived. Show it" }).click();
    await page.getByRole("link", { name: /Two/ }).waitFor();
    await page.getByRole("button", { name: "Empty mailbox" }).click();
    await page.getByText("No mail yet").waitFor();
  });

  test("many mails are paged; a narrow window shows one thing at a time and scrolls only downwards", async () => {
    for (let number = 1; number <= 27; number += 1)
      await send({ subject: `Mail ${number} ${"sehr".repeat(20)}`, to: `kundin-mit-langem-namen-${number}@example.com` });
    const page = await browser.newPage({ viewport: NARROW, locale: "de-DE" });
    await page.goto(`${origin}/mailbox`);
    await page.getByRole("link", { name: "Ältere" }).click();
    await page.waitForURL(/page=2/);
    expect(await page.getByRole("listitem").count()).toBe(2);
    await expectNoAxeViolations(page);
    expect(await sidewaysOverflow(page)).toBe(0);
    await page.getByRole("link", { name: /Mail 2 / }).click();
    await page.getByRole("heading", { name: /Mail 2 / }).waitFor();
    await page.waitForLoadState();
    expect(await page.getByRole("listitem").count()).toBe(0);
    await expectNoAxeViolations(page);
    expect(await sidewaysOverflow(page)).toBe(0);
    await page.getByRole("link", { name: "← Alle E-Mails" }).click();
    await page.getByRole("listitem").first().waitFor();
  });

  test("what is not there is a clear 404", async () => {
    expect((await fetch(`${origin}/mailbox/none`)).status).toBe(404);
    expect((await fetch(`${origin}/mailbox/none.eml`)).status).toBe(404);
    expect((await fetch(`${origin}/mailbox/none/html`)).status).toBe(404);
  });
});

function listen(each: Server): Promise<string> {
  return new Promise((resolve) => {
    each.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(each.address() as AddressInfo).port}`));
  });
}
