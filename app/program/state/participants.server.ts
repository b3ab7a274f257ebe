import { sql } from "kysely";

/** Over `customers c`: whether they take part in the program now, as `admits` says of an instant (state.ts). */
export const takesPart = sql<boolean>`coalesce((
  select case p.state when 'live' then true when 'test' then lower(p.tag) in (select lower(tag) from unnest(c.tags) as t(tag)) else false end
  from program_states p where p.shop_id = c.shop_id order by p.since desc limit 1
), false)`;
