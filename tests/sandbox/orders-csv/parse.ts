import { parse, CsvError } from "csv-parse/sync";

import { parseInstant } from "../lib/time.ts";
import { toMinor } from "../lib/money.ts";

/** An order of Shopify's order export. Money in minor units of `currency`; what a cell leaves empty is null or zero. */
export type ExportedOrder = {
  row: number;
  name: string;
  email: string | null;
  customerName: string | null;
  countryCode: string | null;
  city: string | null;
  phone: string | null;
  currency: string;
  createdAt: Date;
  paidAt: Date | null;
  fulfilledAt: Date | null;
  cancelledAt: Date | null;
  financialStatus: string;
  fulfillmentStatus: string;
  acceptsMarketing: boolean;
  shippingMinor: bigint;
  discountCode: string | null;
  discountMinor: bigint;
  refundedMinor: bigint;
  tags: string[];
  lines: ExportedLine[];
};

export type ExportedLine = {
  title: string;
  variantTitle: string | null;
  sku: string;
  quantity: number;
  priceMinor: bigint;
  discountMinor: bigint;
  giftCard: boolean;
  fulfilled: boolean;
};

/** Something in the file is wrong; `row` counts lines of the table as a spreadsheet does (the header is row 1). */
export class OrdersCsvError extends Error {
  override name = "OrdersCsvError";
  readonly row: number;
  readonly column: string | null;
  constructor(message: string, row: number, column: string | null) {
    super(`Row ${row}${column === null ? "" : `, column "${column}"`}: ${message}`);
    this.row = row;
    this.column = column;
  }
}

const NEEDED = ["Name", "Created at", "Currency", "Lineitem name", "Lineitem price", "Lineitem quantity"];

type Row = { number: number; cell: (column: string) => string };

/**
 * Reads Shopify's order export: the first row of an order holds the order, each further row with the same name one more line.
 * @throws OrdersCsvError naming row and column
 */
export function parseOrdersCsv(text: string): ExportedOrder[] {
  const orders: ExportedOrder[] = [];
  const byName = new Map<string, ExportedOrder>();
  for (const row of readRows(text)) {
    const name = row.cell("Name");
    if (name === "") throw new OrdersCsvError("an order needs a name such as #1001", row.number, "Name");
    let order = byName.get(name);
    if (order === undefined) {
      order = readOrder(row, name);
      byName.set(name, order);
      orders.push(order);
    }
    const line = readLine(row, order.currency);
    if (line !== null) order.lines.push(line);
  }
  for (const order of orders) {
    if (order.lines.length === 0) throw new OrdersCsvError(`order ${order.name} has no line items`, order.row, "Lineitem name");
  }
  if (orders.length === 0) throw new OrdersCsvError("the file holds no orders", 2, null);
  return orders;
}

function readRows(text: string): Row[] {
  let records: string[][];
  try {
    records = parse(text, { bom: true, skip_empty_lines: true, relax_column_count: false, trim: true, delimiter: [",", ";"] });
  } catch (error) {
    if (error instanceof CsvError) throw new OrdersCsvError(error.message, Number(error["lines"] ?? 1), null);
    throw error;
  }
  const header = records[0] ?? [];
  for (const column of NEEDED)
    if (!header.includes(column)) throw new OrdersCsvError(`the header lacks the column "${column}"`, 1, column);
  const index = new Map(header.map((column, position) => [column, position]));
  return records
    .slice(1)
    .map((record, position) => ({ number: position + 2, cell: (column) => record[index.get(column) ?? -1] ?? "" }));
}

function readOrder(row: Row, name: string): ExportedOrder {
  const currency = row.cell("Currency").toUpperCase();
  if (!/^[A-Z]{3}$/.test(currency))
    throw new OrdersCsvError(`"${row.cell("Currency")}" is no currency code such as EUR`, row.number, "Currency");
  const createdAt = instant(row, "Created at");
  if (createdAt === null) throw new OrdersCsvError("an order needs the instant of its creation", row.number, "Created at");
  const email = text(row, "Email")?.toLowerCase() ?? null;
  if (email !== null && !/^[^\s@]+@[^\s@]+$/.test(email))
    throw new OrdersCsvError(`"${email.slice(0, 60)}" is no e-mail address`, row.number, "Email");
  const country = text(row, "Billing Country") ?? text(row, "Shipping Country");
  return {
    ...{ row: row.number, name, email, currency, createdAt },
    customerName: text(row, "Billing Name") ?? text(row, "Shipping Name"),
    countryCode: country !== null && /^[A-Z]{2}$/.test(country) ? country : null,
    city: text(row, "Billing City") ?? text(row, "Shipping City"),
    phone: text(row, "Billing Phone") ?? text(row, "Phone"),
    paidAt: instant(row, "Paid at"),
    fulfilledAt: instant(row, "Fulfilled at"),
    cancelledAt: instant(row, "Cancelled at"),
    financialStatus: row.cell("Financial Status").toLowerCase(),
    fulfillmentStatus: row.cell("Fulfillment Status").toLowerCase(),
    acceptsMarketing: /^(yes|true)$/i.test(row.cell("Accepts Marketing")),
    shippingMinor: money(row, "Shipping", currency),
    discountCode: text(row, "Discount Code"),
    discountMinor: money(row, "Discount Amount", currency),
    refundedMinor: money(row, "Refunded Amount", currency),
    tags: row
      .cell("Tags")
      .split(",")
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ""),
    lines: [],
  };
}

function readLine(row: Row, currency: string): ExportedLine | null {
  const name = row.cell("Lineitem name");
  if (name === "") return null;
  const quantity = row.cell("Lineitem quantity");
  if (!/^[1-9]\d{0,5}$/.test(quantity)) throw new OrdersCsvError(`"${quantity}" is no quantity`, row.number, "Lineitem quantity");
  if (row.cell("Lineitem price") === "") throw new OrdersCsvError("a line needs a price", row.number, "Lineitem price");
  // The export writes "Title - Variant"; a title with a dash of its own keeps everything before the last one.
  const dash = name.lastIndexOf(" - ");
  return {
    title: dash > 0 ? name.slice(0, dash) : name,
    variantTitle: dash > 0 ? name.slice(dash + 3) : null,
    sku: row.cell("Lineitem sku"),
    quantity: Number(quantity),
    priceMinor: money(row, "Lineitem price", currency),
    discountMinor: money(row, "Lineitem discount", currency),
    giftCard: /gift ?card|gutschein|geschenkkarte/i.test(name) && /^false$/i.test(row.cell("Lineitem requires shipping")),
    fulfilled: row.cell("Lineitem fulfillment status").toLowerCase() === "fulfilled",
  };
}

function text(row: Row, column: string): string | null {
  // A spreadsheet that saved the file may have guarded text with an apostrophe.
  const value = row.cell(column).replace(/^'/, "");
  return value === "" ? null : value;
}

function money(row: Row, column: string, currency: string): bigint {
  const value = row.cell(column);
  if (value === "") return 0n;
  if (!/^\d{1,12}(\.\d{1,4})?$/.test(value))
    throw new OrdersCsvError(`"${value.slice(0, 40)}" is no amount of money such as 12.50`, row.number, column);
  return toMinor(value, currency);
}

/** The export writes "2026-03-05 14:21:07 +0100"; ISO 8601 is understood too. */
function instant(row: Row, column: string): Date | null {
  const value = row.cell(column);
  if (value === "") return null;
  try {
    return parseInstant(
      value
        .replace(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) ?([+-]\d\d):?(\d\d)$/, "$1T$2$3:$4")
        .replace(/ UTC$/, "Z")
        .replace(/^(\S+) (\S+Z)$/, "$1T$2"),
    );
  } catch {
    throw new OrdersCsvError(`"${value.slice(0, 40)}" is no instant such as 2026-03-05 14:21:07 +0100`, row.number, column);
  }
}
