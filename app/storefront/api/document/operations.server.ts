import { z } from "zod";

import { jsonOf, openApiDocument, parametersOf, type Json } from "../../../lib/openapi.ts";
import { claiming } from "../../acts/claim.server.ts";
import { askingForLink } from "../../acts/link.server.ts";
import { redeeming } from "../../acts/redeem.server.ts";
import { tellingBirthday } from "../../acts/birthday.server.ts";
import { signUpSchema } from "../../sign-up.server.ts";
import { basketSchema } from "../basket-fields.ts";
import { refusals, refusedSchema, type Refused } from "./refused.ts";
import { surveyFields } from "../survey.server.ts";
import { accountSchema, answerSchema, estimateSchema, openSurveySchema, orderSchema, surveyAnswerSchema } from "./views.ts";

/** One thing that an extension can ask. */
export type ShopperOperation = {
  id: string;
  method: "GET" | "POST";
  /** Below `/storefront/v1`. */
  path: `/${string}`;
  /** Whether somebody has to be logged in. */
  loggedIn: boolean;
  summary: string;
  params: z.ZodObject;
  /** Null: it takes none. */
  body: z.ZodType | null;
  answer: z.ZodType;
};

const none = z.object({});
const post = { method: "POST", params: none } as const;

/** Everything that the API can be asked, with the schemas that its routes check with. tests/api/storefront-contract.test.ts finds a route that is missing here. */
export const shopperOperations: readonly ShopperOperation[] = [
  {
    ...{ id: "readAccount", method: "GET", path: "/account", loggedIn: true, params: none, body: null, answer: accountSchema },
    summary: "All that a shopper's account shows; null for who is not known yet",
  },
  {
    ...{ id: "readOrder", method: "GET", path: "/orders/{orderId}", loggedIn: false, body: null, answer: orderSchema },
    params: z.object({ orderId: z.string() }),
    summary: "What an order brings whose it is; null in `order` for everybody else, and while it has not arrived",
  },
  {
    ...{ ...post, id: "estimate", path: "/estimates", loggedIn: false, body: basketSchema, answer: estimateSchema },
    summary: "What a basket would bring",
  },
  {
    ...{ ...post, id: "redeem", path: "/redemptions", loggedIn: true, body: redeeming.schema, answer: answerSchema },
    summary: "Points become a reward; the same intent is the same redemption",
  },
  {
    ...{ ...post, id: "claim", path: "/claims", loggedIn: true, body: claiming.schema, answer: answerSchema },
    summary: "The shopper did what the program rewards",
  },
  {
    ...{ ...post, id: "tellBirthday", path: "/birthday", loggedIn: true, body: tellingBirthday.schema, answer: answerSchema },
    summary: "The shopper's birthday",
  },
  {
    ...{ ...post, id: "recommend", path: "/referral", loggedIn: true, body: askingForLink.schema, answer: answerSchema },
    summary: "The shopper's own link to recommend the shop by",
  },
  {
    ...{ id: "readSurvey", method: "GET", path: "/surveys", loggedIn: false, params: none, body: null, answer: openSurveySchema },
    summary: "What a survey asks who calls; null: nothing",
  },
  {
    ...{ ...post, id: "answerSurvey", path: "/surveys", loggedIn: false, body: surveyFields, answer: surveyAnswerSchema },
    summary: "One answer, and the question that follows from it",
  },
  {
    ...{ ...post, id: "signUp", path: "/sign-up", loggedIn: false, body: signUpSchema, answer: answerSchema },
    summary: "Signs up for news, which the click in an email confirms",
  },
];

/** The API as OpenAPI 3.1. @param origin where the app is */
export function shopperDocument(origin: string): Json {
  const token = {
    ...{ type: "http", scheme: "bearer", bearerFormat: "JWT" },
    description: "The session token that Shopify gives the extension. With a customer in it where somebody is logged in.",
  };
  return openApiDocument(shopperOperations, described, {
    url: `${origin}/storefront/v1`,
    description:
      "What Reprise's extensions on Shopify's pages for shoppers ask the app. extensions/README.md of the project explains it.",
    more: { security: [{ token: [] }], components: { securitySchemes: { token } } },
  });
}

const locale = z.object({
  locale: z.string().optional().meta({ description: "Of the page, such as de; of the shop where there is none" }),
});
const POINTS_NAME = {
  "Reprise-Points-Name": {
    description: "JSON {one, many}, percent-encoded: what the merchant calls points in that language, where they have a name",
    schema: { type: "string" },
  },
};

function described(operation: ShopperOperation): Json {
  const { id, summary, params, body, answer } = operation;
  return {
    ...{ operationId: id, summary },
    parameters: [...parametersOf(params, "path"), ...parametersOf(locale, "query")],
    ...(body === null ? {} : { requestBody: { required: true, content: jsonOf(body, "input") } }),
    responses: {
      200: { description: "Done, or refused in words for the shopper", headers: POINTS_NAME, content: jsonOf(answer, "output") },
      ...Object.fromEntries(
        refusalsOf(operation).map((error) => {
          const [status, about] = refusals[error];
          return [status, { description: `${error}: ${about}`, content: jsonOf(refusedSchema, "output") }];
        }),
      ),
    },
  };
}

/** Every refusal that a call of it can end with. */
export function refusalsOf({ loggedIn, body }: ShopperOperation): Refused[] {
  return [
    ...(["unauthorized", "unknown-shop", "too-many", "busy"] as const),
    ...(loggedIn ? (["no-customer"] as const) : []),
    ...(body === null ? [] : (["unreadable"] as const)),
  ];
}
