import fc from "fast-check";
import { createQueryId, PostgresDialect, sql, type RawBuilder } from "kysely";
import pg from "pg";
import { expect, it, vi } from "vitest";

import { RememberingCompiler } from "../../app/db/compiled-texts.ts";
import { ids, unnested } from "../../app/lib/rows.server.ts";

const plain = new PostgresDialect({ pool: new pg.Pool() }).createQueryCompiler();

const value = fc.oneof(fc.integer(), fc.string(), fc.constant(null), fc.boolean());
/** Statements as the app composes them: templates in templates, lists, literals, names and texts that are put together. */
const { statement } = fc.letrec<{ statement: RawBuilder<unknown> }>((tie) => ({
  statement: fc.oneof(
    { depthSize: "small" },
    value.map((one) => sql`select ${one}`),
    value.map((one) => sql`select ${one} as other`),
    fc.tuple(tie("statement"), value).map(([inner, one]) => sql`select (${inner}), ${one}`),
    fc.array(tie("statement"), { maxLength: 3 }).map((all) => sql`select ${sql.join(all)}`),
    fc.array(value, { maxLength: 3 }).map((all) => sql`select ${sql.join(all, sql` or `)}`),
    fc.constantFrom(1, 2, "x", "1", "it's", true, new Date(100), new Date(200)).map((one) => sql`select ${sql.lit(one)}`),
    fc.constantFrom("a", "b").map((name) => sql`select ${sql.raw(name)}, ${sql.ref(name)}`),
    fc.array(fc.bigInt(0n, 9n), { maxLength: 3 }).map((list) => sql`select * from ${unnested(ids(list), ids([]))}`),
  ),
}));

it("says of every statement what composing it says, however often and in whatever order", () => {
  const remembering = new RememberingCompiler(plain);
  fc.assert(
    fc.property(fc.array(statement, { maxLength: 8 }), (all) => {
      for (const one of [...all, ...all]) {
        const node = one.toOperationNode();
        const [told, composed] = [remembering, plain].map((compiler) => compiler.compileQuery(node, createQueryId()));
        expect(told?.sql).toBe(composed?.sql);
        expect(told?.parameters).toEqual(composed?.parameters);
      }
    }),
    { numRuns: 300 },
  );
});

it("composes a template once, whatever its values are", () => {
  const compose = vi.fn(plain.compileQuery.bind(plain));
  const remembering = new RememberingCompiler({ compileQuery: compose });
  const asked = (id: number) => sql`select ${id} where ${sql`${id}::int > ${0}`}`.toOperationNode();
  const texts = [1, 2, 3].map((id) => remembering.compileQuery(asked(id), createQueryId()));
  expect(compose).toHaveBeenCalledOnce();
  expect(texts.map(({ sql: text, parameters }) => [text, parameters])).toEqual(
    [1, 2, 3].map((id) => ["select $1 where $2::int > $3", [id, id, 0]]),
  );
});
