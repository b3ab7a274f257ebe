import { expect, test } from "vitest";

import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { useSandbox } from "../support/sandbox.ts";
import { openApp, untilIdle } from "./people.ts";

/** A workflow in Shopify Flow hears of a customer, and gives points and a reward. */
const sandbox = useSandbox(["--empty"]);
const browser = useBrowser();

type Flow = {
  used: string[];
  received: { handle: string; payload: Record<string, unknown> }[];
  asked: { runId: string; status: number; times: number }[];
};

test("a workflow hears of a segment that is entered, and gives points once (issue 11)", async () => {
  const { admin } = sandbox.ready;
  const flow = `${admin}/flow`;
  const page = await browser.newPage({ viewport: WIDE });
  const detail = async () => (await (await fetch(`${flow}.json`)).json()) as Flow;
  await page.goto(`${admin}/search?q=lena.vogt@example.com`);
  const link = await page.getByRole("link", { name: "Lena Vogt" }).first().getAttribute("href");
  const id = /\d+$/.exec(link ?? "")?.[0] ?? "";

  await page.goto(flow);
  await page.getByRole("button", { name: "Use in a workflow: Segment entered" }).click();
  await page.getByRole("button", { name: "Use no longer: Segment entered" }).waitFor();
  await expectNoAxeViolations(page);
  expect((await detail()).used).toEqual(["segment-entered"]);

  const points = page.getByRole("region", { name: "Give or take points" });
  await points.getByLabel("Customer").fill(id);
  await points.getByLabel("Points").fill("50");
  await points.getByLabel("Reason").fill("Course finished");
  await points.getByRole("button", { name: "Run: Give or take points" }).click();
  await page.getByText(/^200 /).waitFor();
  await page.getByRole("button", { name: /^Send the same again/ }).click();
  await page.getByText("2 ×").waitFor();
  expect((await detail()).asked).toMatchObject([{ status: 200, times: 2 }]);
  await untilIdle(sandbox);

  const app = await openApp(page, admin, `/customers/${id}`);
  await app.getByText("by Shopify Flow").waitFor();
  expect(await app.getByText("by Shopify Flow").count()).toBe(1);

  // The program has no tags but Shopify's: what a workflow tags, Shopify has.
  await page.goto(flow);
  const tagging = page.getByRole("region", { name: "Tag in the program" });
  await tagging.getByLabel("Customer").fill(id);
  await tagging.getByLabel("Tags").fill("course, regular");
  await tagging.getByLabel("Change").fill("add");
  await tagging.getByRole("button", { name: "Run: Tag in the program" }).click();
  await expect.poll(async () => (await detail()).asked.map(({ status }) => status)).toEqual([200, 200]);
  await untilIdle(sandbox);
  expect(await sandbox.control("GET", "/customers/lena.vogt@example.com")).toMatchObject({
    tags: expect.arrayContaining(["course", "regular"]) as string[],
  });

  // The first order brings her into the segment of new customers.
  await sandbox.control("POST", "/orders", {
    ...{ customer: "lena.vogt@example.com", lines: [{ title: "Tee", price: "20.00", quantity: 1 }] },
  });
  await untilIdle(sandbox);
  const told = (await detail()).received.filter(({ payload }) => payload["Segment key"] === "new");
  expect(told).toMatchObject([{ handle: "segment-entered", payload: { customer_id: id } }]);

  for (const [viewport, locale, name] of [
    [WIDE, "en-US", "en"],
    [NARROW, "de-DE", "de"],
  ] as const) {
    const other = await browser.newPage({ viewport, locale });
    const list = await openApp(other, admin, "/settings/webhooks", name);
    await expectNoAxeViolations(list);
    await list.getByRole("link", { name: "Shopify Flow" }).click();
    await list.getByText(name === "de" ? /^Eingeschaltet seit/ : /^On since/).waitFor();
    await expectNoAxeViolations(list);
    expect(await sidewaysOverflow(list)).toBe(0);
    await picture(other, `shopify-flow-${name}`);
    await other.goto(flow);
    await expectNoAxeViolations(other);
    expect(await sidewaysOverflow(other)).toBe(0);
    await picture(other, `flow-runs-${name}`);
  }
});
