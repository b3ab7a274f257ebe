import { expect, test } from "vitest";

import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { useSandbox } from "../support/sandbox.ts";
import { openApp, untilIdle, untilUsable } from "./people.ts";

/** A merchant lets a system of the shop's in, and has it told what happens. */
const sandbox = useSandbox(["--empty"]);
const browser = useBrowser();

type Arrival = { id: string; verdict: string; times: number; body: string };

test("a key is made and used, a webhook arrives signed, fails, is sent again, and the key is revoked (issue 11)", async () => {
  const { admin, app: origin } = sandbox.ready;
  const receiver = `${new URL(admin).origin}/receiver`;
  const page = await browser.newPage({ viewport: WIDE, allow: [/status of 422/] });

  let app = await openApp(page, admin, "/settings/api");
  await app.getByLabel("Name").fill("ERP");
  await app.getByRole("button", { name: "Create key" }).click();
  await app.getByText("Choose at least one").waitFor();
  for (const scope of ["Read customers", "Give and take points"]) await app.getByRole("checkbox", { name: scope }).check();
  await app.getByRole("button", { name: "Create key" }).click();
  const key = await app.getByLabel("API keys", { exact: true }).and(app.locator("input")).inputValue();
  expect(key).toMatch(/^reprise_\d+_[\w-]{43}$/);
  await picture(page, "api-keys-wide");
  await expectNoAxeViolations(app);

  app = await openApp(page, admin, "/settings/webhooks");
  await app.getByLabel("Address").fill("https://10.0.0.1/hook");
  await app.getByRole("checkbox", { name: "Points adjusted" }).check();
  await app.getByRole("button", { name: "Create webhook" }).click();
  await app.getByText("Enter a host name that can be reached from the internet").waitFor();
  await app.getByLabel("Address").fill(receiver);
  await app.getByRole("button", { name: "Create webhook" }).click();
  const secret = await app.getByLabel("Secret", { exact: true }).inputValue();
  expect(secret).toMatch(/^whsec_/);
  await expectNoAxeViolations(app);

  const settings = (fields: Record<string, string>) =>
    fetch(`${receiver}/settings`, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });
  const arrivals = async () => ((await (await fetch(`${receiver}.json`)).json()) as { arrivals: Arrival[] }).arrivals;
  const call = async (path: string, init: RequestInit = {}) => {
    const headers = {
      authorization: `Bearer ${key}`,
      "content-type": "application/json",
      "idempotency-key": "course-1",
      connection: "close",
    };
    const answer = await fetch(`${origin}/api/v1${path}`, { headers, ...init });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  await settings({ secret });
  const { items } = (await call("/customers?email=lena.vogt@example.com")).body as { items: { id: string }[] };
  const id = items[0]?.id ?? "";
  const give = { method: "POST", body: JSON.stringify({ points: 50, reason: "Course finished" }) };
  expect(await call(`/customers/${id}/adjustments`, give)).toMatchObject({ status: 201, body: { available: 50 } });
  expect(await call(`/customers/${id}/adjustments`, give)).toMatchObject({ status: 201, body: { available: 50 } });
  expect(await call("/segments")).toMatchObject({ status: 403, body: { code: "missing-scope" } });
  await untilIdle(sandbox);
  expect(await arrivals()).toMatchObject([{ verdict: "genuine", times: 1 }]);
  expect(JSON.parse((await arrivals())[0]?.body ?? "")).toMatchObject({
    type: "points.adjusted",
    customerId: id,
    data: { points: 50 },
  });

  await settings({ status: "500" });
  await call(`/customers/${id}/adjustments`, {
    ...give,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json", "idempotency-key": "course-2" },
  });
  await untilIdle(sandbox);
  await app.getByRole("link", { name: receiver }).click();
  await untilUsable(app);
  await app.getByText("Your system answers with an error.").first().waitFor();
  await expectNoAxeViolations(app);
  await settings({ status: "200" });
  await app
    .getByRole("button", { name: /^Send again: Points adjusted/ })
    .first()
    .click();
  await untilIdle(sandbox);
  await expect.poll(async () => (await arrivals())[0]?.times).toBe(2);
  await page.reload();

  const narrow = await browser.newPage({ viewport: NARROW, locale: "de-DE" });
  const path = new URL(app.url()).pathname.replace(/^\/app/, "");
  for (const at of [path, "/settings/api", "/settings/webhooks"]) {
    const german = await openApp(narrow, admin, at, "de");
    await expectNoAxeViolations(german);
    expect([at, await sidewaysOverflow(german)]).toEqual([at, 0]);
    await picture(narrow, `own-systems${at.replaceAll("/", "-")}-de`);
  }

  app = await openApp(page, admin, "/settings/api");
  await app.getByRole("button", { name: "Revoke: ERP" }).click();
  await app.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await app.getByText("Revoked on").waitFor();
  expect((await call("/customers")).status).toBe(401);
});
