import type { DefenceGroup } from "../defence.ts";

const HOSTILE = "tests/visits/hostile.test.ts";
const REFUSED = { file: HOSTILE, name: "what may not be (hostile: pixel) > is refused, and nothing is kept: %s → %i" };
const TOKEN = "app/visits/token.server.ts";
const DOOR = "app/storefront/pixel.server.ts";
const TAKE = "app/visits/take.server.ts";
const VISITS = "tests/visits/visits.test.ts";

export const group: DefenceGroup = {
  title: "The web pixel",
  defences: [
    {
      id: "pixel-token",
      defends: "Who visits is said by a token that Shopify's Liquid has signed for this shop and this pixel.",
      test: REFUSED,
      mutations: [{ file: TOKEN, find: "return timingSafeEqual(own, said);", replace: "return own.length === said.length;" }],
    },
    {
      id: "pixel-token-end",
      defends: "For a day.",
      test: REFUSED,
      mutations: [{ file: TOKEN, find: "Number(until) >= hour && ", replace: "" }],
    },
    {
      id: "pixel-token-long",
      defends: "And for no longer, whatever it says of itself.",
      test: REFUSED,
      mutations: [{ file: TOKEN, find: " && Number(until) <= hour + TOKEN_HOURS + 1", replace: "" }],
    },
    {
      id: "pixel-account",
      defends: "A pixel of another shop, or from before, tells nothing.",
      test: REFUSED,
      mutations: [
        { file: DOOR, find: "pixel.webPixelGid === null || pixel.account !== account", replace: "pixel.webPixelGid === null" },
      ],
    },
    {
      id: "pixel-off",
      defends: "Nor does one that is off, or of a shop that has removed the app.",
      test: {
        file: HOSTILE,
        name: "what may not be (hostile: pixel) > is refused while the pixel is off, and of a shop that has removed the app",
      },
      mutations: [{ file: DOOR, find: "pixel.webPixelGid === null || pixel.account", replace: "pixel.account" }],
    },
    {
      id: "pixel-size",
      defends: "What is longer than a pixel ever sends is not read.",
      test: REFUSED,
      mutations: [{ file: DOOR, find: "readUpTo(request, LONGEST_BODY)", replace: "readUpTo(request, 10 * LONGEST_BODY)" }],
    },
    {
      id: "pixel-schema",
      defends: "Nothing but what a pixel tells is taken: no address, no id of a customer, no time, no key of prototypes.",
      test: REFUSED,
      mutations: [{ file: "app/visits/posted.ts", find: "z.strictObject({\n  shop", replace: "z.object({\n  shop" }],
    },
    {
      id: "pixel-flood",
      defends: "Neither an address nor a customer floods it.",
      test: {
        file: HOSTILE,
        name: "what may not be (hostile: pixel) > is refused in a flood, of one address and of one customer",
      },
      mutations: [{ file: DOOR, find: "if (!addressWithinRate(visitorOf(request), now)) return empty(429);", replace: "" }],
    },
    {
      id: "pixel-day",
      defends: "Of one customer no more is kept in a day than a person looks at.",
      test: { file: VISITS, name: "what is kept > is no more in a day than a person looks at" },
      mutations: [
        {
          file: TAKE,
          find: "where d.had + t.index < ${MOST_A_DAY} and not exists",
          replace: "where ${MOST_A_DAY}::int > 0 and not exists",
        },
      ],
    },
    {
      id: "pixel-once",
      defends: "What is played back counts once.",
      test: { file: HOSTILE, name: "what may not be (hostile: pixel) > is kept once when it is played back, also later" },
      mutations: [
        {
          file: TAKE,
          find: "select ${shopId}, p.customer_id, t.kind, t.key,",
          replace: "select ${shopId}, p.customer_id, t.kind, gen_random_uuid()::text,",
        },
      ],
    },
    {
      id: "pixel-erased",
      defends: "Of whoever is erased at that moment nothing is kept.",
      test: { file: VISITS, name: "what is kept > waits for an erasure that is under way, and is nothing then" },
      mutations: [{ file: TAKE, find: "      for share\n", replace: "" }],
    },
  ],
};
