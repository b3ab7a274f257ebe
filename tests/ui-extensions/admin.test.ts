import { describe, expect, test, vi } from "vitest";

import { MOST_SELECTED, type CustomerBlock, type OrderBlock } from "../../app/shopify-admin/blocks.ts";
import { control, LOST, press, Refused, type, untilShown, useExtension } from "./extension.ts";

const BLOCK: CustomerBlock = {
  missing: null,
  figures: [{ label: "Points", value: "500", note: null }],
  lines: [],
  segments: { label: "Segments", names: ["Regulars"] },
  next: null,
  open: { label: "Open in Reprise", href: "app://customers/1" },
  adjust: {
    key: "key-1",
    words: {
      ...{ title: "Adjust points", points: "Points", pointsHelp: "", reason: "Reason", reasonHelp: "" },
      ...{ tier: "Counts for tiers", tierHelp: "", submit: "Post", cancel: "Cancel", reasonLimit: 200 },
    },
  },
};

describe("the block on a customer's page, in Shopify's tester", () => {
  const { extension, answer, sent, asked } = useExtension("admin", "admin.customer-details.block.render");

  test("says that there is no answer, and asks again on demand", async () => {
    answer("GET /admin/v1/customers/1", new Refused(500), BLOCK);
    await extension.render();
    await untilShown("failed");
    press("retry");
    await untilShown("Regulars");
    expect(asked.map(({ path }) => path)).toEqual(["/admin/v1/customers/1", "/admin/v1/customers/1"]);
  });

  test("an adjustment whose answer was lost is sent again under its key, with what was typed", async () => {
    answer("GET /admin/v1/customers/1", BLOCK, { ...BLOCK, adjust: { ...BLOCK.adjust, key: "key-2" } });
    answer("POST /admin/v1/customers/1/adjustments", LOST, { ok: true, message: "Posted.", errors: {} });
    await extension.render();
    await untilShown("Adjust points");
    press("Adjust points");
    await untilShown("Reason");
    type("s-text-field", "Points", "50");
    type("s-text-field", "Reason", "For waiting");
    await vi.waitFor(() => expect(control("s-text-field", "Reason")).toHaveProperty("value", "For waiting"));
    press("Post");
    await untilShown("unknown");
    press("Post");
    await untilShown("Posted.");
    const [first, second] = sent();
    expect(first?.body).toEqual({ points: "50", reason: "For waiting", affectsTier: "false", key: "key-1" });
    expect(second).toEqual(first);
  });

  test("a refusal stands at its field, and what was typed stays", async () => {
    answer("GET /admin/v1/customers/1", BLOCK);
    answer("POST /admin/v1/customers/1/adjustments", { ok: false, message: null, errors: { points: "No number." } });
    await extension.render();
    await untilShown("Adjust points");
    press("Adjust points");
    await untilShown("Reason");
    type("s-text-field", "Points", "fifty");
    press("Post");
    await untilShown("No number.");
    expect(control("s-text-field", "Points")).toHaveProperty("value", "fifty");
  });
});

describe("the block on an order's page", () => {
  const { extension, answer } = useExtension("admin", "admin.order-details.block.render");

  test("shows what it brought, to the line", async () => {
    const block: OrderBlock = {
      ...{ headline: "45 points", lines: ["Usable from October 15"], open: null },
      calculation: { heading: "Why", columns: ["Line", "Amount", "Points"], rows: [["Tee", "€45.00", "45"]], sum: "45 points" },
    };
    answer("GET /admin/v1/orders/1", block);
    await extension.render();
    await untilShown("45 points");
    expect([...document.querySelectorAll("s-table-cell")].map(({ textContent }) => textContent)).toEqual(["Tee", "€45.00", "45"]);
  });
});

const ACTION = { lines: ["12 customers"], links: [{ label: "Start a campaign", href: "app://campaigns/new?segment=1" }] };

describe("the action on a segment", () => {
  const { extension, answer } = useExtension("admin", "admin.customer-segment-details.action.render");

  test("leads to a campaign for it", async () => {
    answer("GET /admin/v1/segments/1", ACTION);
    await extension.render();
    await untilShown("12 customers");
    expect(control("s-button", "Start a campaign").getAttribute("href")).toBe(ACTION.links[0]?.href);
  });
});

describe("the action on selected customers", () => {
  const { extension, answer, sent } = useExtension("admin", "admin.customer-index.selection-action.render");

  test("names them, and one more than can be taken says that there are too many", async () => {
    extension.shopify.data.selected = Array.from({ length: MOST_SELECTED + 50 }, (_, index) => ({
      id: `gid://shopify/Customer/${index + 1}`,
    }));
    answer("POST /admin/v1/selections", ACTION);
    await extension.render();
    await untilShown("12 customers");
    const { customers } = sent()[0]?.body as { customers: string };
    expect(customers.split(",")).toHaveLength(MOST_SELECTED + 1);
    expect(customers).toMatch(/^1,2,3,/);
  });
});
