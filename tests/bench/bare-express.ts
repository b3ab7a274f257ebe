/**
 * The least that could answer the same: Express and a pool, as a process of its own. Without keys, scopes, limits, schemas, or the rules that say what a balance
 * is. Prints its port.
 */
import type { AddressInfo } from "node:net";

import express from "express";
import pg from "pg";

const pool = new pg.Pool({ connectionString: process.env["DATABASE_URL"], max: 12 });
const app = express().disable("x-powered-by").disable("etag");
app.get("/constant", (_request, response) => {
  response.json({ id: "1", points: { available: 1, pending: 0 } });
});
app.get("/customers/:id", (request, response, next) => {
  const text = `select c.email, a.available, a.pending from customers c left join ledger_accounts a using (shop_id, customer_id)
    where c.shop_id = $1 and c.customer_id = $2`;
  pool
    .query({ name: "customer", text, values: [Number(process.env["BENCH_SHOP"]), request.params.id] })
    .then(({ rows: [row] }) => response.json({ id: request.params.id, ...row }), next);
});
app.post("/customers/:id/adjustments", express.json(), (request, response, next) => {
  const { points, reason } = request.body as { points: number; reason: string };
  pool
    .query({
      ...{ name: "adjust", text: "insert into bare_entries (shop_id, customer_id, points, reason) values ($1, $2, $3, $4)" },
      values: [Number(process.env["BENCH_SHOP"]), request.params.id, points, reason],
    })
    .then(() => response.status(201).json({ points }), next);
});
const server = app.listen(0, "127.0.0.1", () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
