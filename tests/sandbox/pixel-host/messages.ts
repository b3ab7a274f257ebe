export type Privacy = {
  analyticsProcessingAllowed: boolean;
  marketingAllowed: boolean;
  preferencesProcessingAllowed: boolean;
  saleOfDataAllowed: boolean;
};
/** `data` of Shopify's own events, `customData` of a theme's. */
export type PixelEvent = {
  id: string;
  name: string;
  type: "standard" | "custom";
  clientId: string;
  seq: number;
  timestamp: string;
  context: object;
  data?: unknown;
  customData?: unknown;
};
export type Init = { context: object; data: object; customerPrivacy: Privacy };
export type ToPixel =
  | { kind: "begin"; settings: Record<string, unknown>; init: Init }
  | { kind: "event"; event: PixelEvent }
  | { kind: "privacy"; customerPrivacy: Privacy }
  | { kind: "answer"; question: number; value: unknown };
/** Who asks waits; `store` and `act` are the names that `browser` has for them. */
export type ToManager =
  { kind: "ready" } | { kind: "ask"; question: number; store: string; act: string; args: readonly string[] };

/** What the page brings with it. `needs`: of the manifest, by the names of `customer_privacy`. */
export type Brought = {
  pixel: {
    settings: Record<string, unknown>;
    script: string;
    needs: { analytics: boolean; marketing: boolean; preferences: boolean };
  };
  init: Omit<Init, "customerPrivacy" | "context">;
  events: readonly { name: string; data: unknown }[];
  cookies: { consent: string };
  words: { text: string; accept: string; decline: string };
};
