/** So many events wait until the page has said who looks. */
const MOST_WAITING = 20;

type Event = { id: string; name: string } & Record<string, string | number>;

type Means = {
  shop: string;
  account: string;
  /** Whether the visitor allows analytics and marketing now. */
  allowed: boolean;
  send: (body: string) => void;
  /** What lasts as long as the browser's tab, for the pages of the checkout. */
  kept: { read: () => Promise<string | null>; write: (token: string) => void; forget: () => void };
};

/** Tells what happens, once it is known who looks, and nothing of anybody else. */
export function createTeller({ shop, account, send, kept, ...means }: Means) {
  let { allowed } = means;
  let token: string | null = null;
  let waiting: Event[] = [];

  const flush = () => {
    if (token === null || waiting.length === 0) return;
    const events = waiting;
    waiting = [];
    send(JSON.stringify({ shop, account, token, events }));
  };
  const forget = () => {
    token = null;
    waiting = [];
    kept.forget();
  };

  return {
    tell: (event: Event) => {
      if (!allowed) return;
      waiting = [...waiting, event].slice(-MOST_WAITING);
      flush();
    },
    /** The page says who looks: with a token of the customer who is logged in, else with none. */
    visitor: (said: unknown) => {
      const told = typeof said === "object" && said !== null && "token" in said ? said.token : null;
      if (!allowed || typeof told !== "string" || told === "") {
        forget();
        return;
      }
      token = told;
      kept.write(told);
      flush();
    },
    /** Who takes consent back is forgotten here, too. */
    consent: (given: boolean) => {
      allowed = given;
      if (!given) forget();
    },
    /** On a page that does not say who looks. */
    remember: async () => {
      if (!allowed || token !== null) return;
      token = (await kept.read().catch(() => null)) ?? null;
    },
  };
}
