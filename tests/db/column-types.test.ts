import fc from "fast-check";
import pg from "pg";
import { expect, it } from "vitest";

import { parseInstantColumn } from "../../app/db/column-types.server.ts";

const parse = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ) as (text: string) => unknown;

it.each([
  ...["2026-10-01 00:00:00+00", "2026-10-01 23:59:59.9+00", "2024-02-29 12:34:56.07+00", "1969-12-31 23:59:59.999+00"],
  ...["2026-10-01 00:12:33.123456+00", "2026-10-01 00:12:33.999999+00", "2026-10-01 02:00:00+02", "2026-10-01 05:30:00.5+05:30"],
  ...["1894-03-31 23:06:32-00:53:28", "0044-03-15 12:00:00+00", "0044-03-15 12:00:00+00 BC", "12026-01-01 00:00:00+00"],
  ...["infinity", "-infinity"],
])("reads the instant %s as the client does", (text) => {
  expect(parseInstantColumn(text)).toEqual(parse(text));
});

it("reads every instant that our columns can hold as the client does", () => {
  const instants = fc.date({
    min: new Date("0001-01-01T00:00:00Z"),
    max: new Date("9999-12-31T23:59:59.999Z"),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(instants, (at) => {
      const text = at
        .toISOString()
        .replace("T", " ")
        .replace(/\.?0*Z$/, "+00");
      expect(parseInstantColumn(text)).toEqual(parse(text));
      expect(parseInstantColumn(text)).toEqual(at);
    }),
  );
});
