/** What the parts of the stand-in need to know of each other; the process fills it from its command line. */
export type SandboxConfig = {
  clientId: string;
  clientSecret: string;
  /** Origin of the app, e.g. `http://127.0.0.1:4001`. */
  appUrl: string;
  /** Origin of the stand-in itself (admin shell, Admin API, bulk files), e.g. `http://127.0.0.1:4000`. */
  origin: string;
  /** Origin of each shop's storefront, by the shop's domain; those that open later are added. */
  storefronts: Map<string, string>;
  /** Leaky bucket of Admin API cost points for each app and shop. */
  throttle: { maximumAvailable: number; restoreRate: number };
  /** Greatest requested cost of a single query; Shopify's limit is 1,000. */
  maxQueryCost: number;
  /** Where the app proxy answers in shops; merchants may move it. */
  proxyPath: string;
  /** Changed at run time by the control API. */
  faults: AdminFaults;
};

export type AdminFaults = {
  /** Share (0–1) of Admin API calls answered with Shopify's internal error. */
  graphqlErrorRate: number;
  /** This many further calls are answered THROTTLED, whatever the bucket holds. */
  throttleNext: number;
  /** This many further calls are executed, but their connection is closed without an answer. */
  dropNext: number;
  /** Milliseconds that each Admin API answer is held back. */
  delayMs: number;
  /** Milliseconds that adding and deleting discount codes in bulk takes; Shopify answers before it is done. 0: done at once. */
  codesDelayMs: number;
  /**
   * Shopify documents neither how many customers a discount takes nor how it says that there are too many, nor whether its last code can go: each
   * variant can be had. 0: as many as one likes.
   */
  discountCustomers: number;
  fullDiscount: "invalid" | "exceeded-max";
  lastCode: "goes" | "refused" | "stays";
  /** With which of Shopify's documented codes every consent is refused that an app gives or withdraws; it does not say when it uses them. */
  refuseConsent: "never" | "internal-error" | "invalid" | "inclusion" | "missing-argument";
  /** Sandbox time until searches find what a record has become. */
  searchLagMs: number;
};

export const API_VERSION = "2026-10";

export function noFaults(): AdminFaults {
  return {
    graphqlErrorRate: 0,
    throttleNext: 0,
    dropNext: 0,
    delayMs: 0,
    codesDelayMs: 20,
    discountCustomers: 0,
    fullDiscount: "invalid",
    lastCode: "goes",
    refuseConsent: "never",
    searchLagMs: 0,
  };
}

/** A complete configuration; the bucket defaults to Shopify's standard plan. */
export function createConfig(
  given: Pick<SandboxConfig, "clientId" | "clientSecret" | "appUrl" | "origin"> & Partial<SandboxConfig>,
): SandboxConfig {
  return {
    storefronts: new Map(),
    throttle: { maximumAvailable: 2000, restoreRate: 100 },
    maxQueryCost: 1000,
    proxyPath: "/apps/reprise",
    faults: noFaults(),
    ...given,
  };
}
