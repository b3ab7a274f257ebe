import { createPrivateKey, createPublicKey } from "node:crypto";

import { z } from "zod";

import { keyFrom } from "./secrets/sealed.ts";

const flag = z
  .enum(["0", "1"])
  .default("0")
  .transform((value) => value === "1");
const origin = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ""));

const secret = z.string().min(16, "must be at least 16 characters");
const isKey = (text: string) => keyFrom(text) !== null;
/** Several, separated by commas. */
const several = z
  .string()
  .default("")
  .transform((value) =>
    value
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== ""),
  );
const severalSecrets = several.refine(
  (all) => all.every((part) => secret.safeParse(part).success),
  "each must be at least 16 characters",
);

const TOPIC = /^arn:aws(?:-cn|-us-gov)?:sns:[a-z]{2}(?:-[a-z]+)+-\d{1,2}:\d{12}:[\w-]{1,256}$/;
const isPublicKey = (base64: string) =>
  works(() => createPublicKey({ key: Buffer.from(base64, "base64"), format: "der", type: "spki" }));
const isResendSecret = (text: string) => text.startsWith("whsec_") && Buffer.from(text.slice(6), "base64").length >= 16;

/** A private key as PEM, whose line breaks may be written as \n. */
const pem = z
  .string()
  .transform((text) => text.replaceAll("\\n", "\n"))
  .refine(
    (text) => works(() => createPrivateKey(text)) && createPrivateKey(text).asymmetricKeyType === "rsa",
    "must be an RSA key in PEM",
  );

function works(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

/** One command that makes a key, with what is there anyway. */
const MAKE_KEY = `node -p "require('node:crypto').randomBytes(32).toString('base64')"`;

const databaseSchema = z.object({
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, "must be a postgresql:// URL"),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(200).default(12),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
});

/** Every variable that Reprise reads, documented for operators in `.env.example`. */
export const envSchema = databaseSchema
  .extend({
    NODE_ENV: z.enum(["production", "development", "test"]).default("production"),
    ROLE: z.enum(["all", "web", "worker"]).default("all"),
    HOST: z.string().min(1).default("0.0.0.0"),
    PORT: z.coerce.number().int().min(0).max(65535).default(3000),
    SHOPIFY_API_KEY: z.string().min(1),
    SHOPIFY_API_SECRET: secret,
    SHOPIFY_API_SECRET_PREVIOUS: severalSecrets,
    SHOPIFY_APP_URL: origin,
    SCOPES: z.string().default(""),
    SMTP_URL: z.string().regex(/^smtps?:\/\//, "must be an smtp:// or smtps:// URL"),
    MAIL_FROM: z.email(),
    /** Emails that the provider takes in a second from each process that sends; without it there is no limit. */
    MAIL_PER_SECOND: z.coerce.number().int().min(1).max(10_000).optional(),
    /** What the email provider's events are known by (docs/operations.md); without them nobody listens. */
    SES_TOPIC_ARNS: several.refine((all) => all.every((arn) => TOPIC.test(arn)), "each must be the ARN of an SNS topic"),
    SENDGRID_WEBHOOK_KEY: several.refine((all) => all.every(isPublicKey), "each must be SendGrid's verification key"),
    MAILGUN_WEBHOOK_KEY: severalSecrets,
    POSTMARK_WEBHOOK_SECRET: severalSecrets,
    RESEND_WEBHOOK_SECRET: several.refine((all) => all.every(isResendSecret), "each must be a signing secret (whsec_…)"),
    BREVO_WEBHOOK_SECRET: severalSecrets,
    MAILJET_WEBHOOK_SECRET: severalSecrets,
    DKIM_DOMAIN: z.hostname().optional(),
    DKIM_SELECTOR: z
      .string()
      .regex(/^[a-z0-9](?:[a-z0-9.-]{0,61}[a-z0-9])?$/i, "must be a selector")
      .optional(),
    DKIM_PRIVATE_KEY: pem.optional(),
    UNSUBSCRIBE_SECRET: secret,
    UNSUBSCRIBE_SECRET_PREVIOUS: severalSecrets,
    ENCRYPTION_KEY: z.string().refine(isKey, "must be 32 bytes as base64"),
    ENCRYPTION_KEY_PREVIOUS: several.refine((all) => all.every(isKey), "each must be 32 bytes as base64"),
    /** Local stand-in for Shopify (tests/sandbox). Refused in production unless SANDBOX=1 says that this is one. */
    SANDBOX: flag,
    SANDBOX_SHOPIFY_ORIGIN: origin.optional(),
    SANDBOX_CLOCK_FILE: z.string().optional(),
    APP_BRIDGE_URL: z.url().optional(),
  })
  .superRefine((env, context) => {
    const dkim = ["DKIM_DOMAIN", "DKIM_SELECTOR", "DKIM_PRIVATE_KEY"] as const;
    for (const name of dkim.filter((one) => env[one] === undefined)) {
      if (dkim.some((one) => env[one] !== undefined)) {
        context.addIssue({
          code: "custom",
          path: [name],
          message: "is missing: signing takes DKIM_DOMAIN, DKIM_SELECTOR and DKIM_PRIVATE_KEY",
        });
      }
    }
    for (const name of ["SANDBOX_SHOPIFY_ORIGIN", "SANDBOX_CLOCK_FILE", "APP_BRIDGE_URL"] as const) {
      if (env[name] !== undefined && !env.SANDBOX) {
        context.addIssue({ code: "custom", path: [name], message: "is for the sandbox only and needs SANDBOX=1" });
      }
    }
    // A server that the world reaches can never be a sandbox, whatever else is set.
    for (const name of ["SHOPIFY_APP_URL", "SANDBOX_SHOPIFY_ORIGIN", "APP_BRIDGE_URL"] as const) {
      const address = env[name];
      if (env.SANDBOX && address !== undefined && !isLocal(address)) {
        context.addIssue({
          code: "custom",
          path: [name],
          message: "must be on this machine (127.0.0.1 or localhost) when SANDBOX=1",
        });
      }
    }
  });

function isLocal(address: string): boolean {
  return URL.canParse(address) && ["127.0.0.1", "localhost"].includes(new URL(address).hostname);
}

export type Env = z.infer<typeof envSchema>;

/** Names each missing or wrong variable, one a line; the values themselves are never printed. */
export class EnvironmentError extends Error {
  override name = "EnvironmentError";
}

/** @throws EnvironmentError naming every variable that is missing or wrong */
export function parseEnv(source: Record<string, string | undefined>): Env {
  return parse(envSchema, source);
}

function parse<Parsed>(schema: z.ZodType<Parsed>, source: Record<string, string | undefined>): Parsed {
  const filled = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = schema.safeParse(filled);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => {
    const name = issue.path.join(".");
    const hint = name === "ENCRYPTION_KEY" ? `; ${MAKE_KEY} prints one` : "";
    return `  ${name}: ${filled[name] === undefined ? "is missing" : issue.message}${hint}`;
  });
  throw new EnvironmentError(`The environment is incomplete or wrong (see .env.example):\n${lines.join("\n")}`);
}

/**
 * What Shopify's CLI (4.8) gives the process that `npm run dev` starts, in our words: its HOST is the tunnel's URL, while ours is what the server
 * binds to, and it knows no SHOPIFY_APP_URL. The tunnel ends on this machine, so nobody else has to reach the port. Without such a HOST nothing changes.
 */
export function fromShopifyCli(source: Record<string, string | undefined>): Record<string, string | undefined> {
  const { HOST } = source;
  if (HOST === undefined || !/^https?:\/\//.test(HOST)) return source;
  return { ...source, HOST: "localhost", SHOPIFY_APP_URL: HOST };
}

/** For the server with hot reload: takes over what Shopify's CLI gives, before anything is read. Returns the host that browsers ask for, if it is known. */
export function prepareDevelopment(): string | null {
  Object.assign(process.env, fromShopifyCli(process.env));
  const url = process.env["SHOPIFY_APP_URL"] ?? "";
  return URL.canParse(url) ? new URL(url).hostname : null;
}

let current: Env | undefined;

/** What the database and the log need: all that the command-line tools read. @throws EnvironmentError */
export function databaseEnv(): z.infer<typeof databaseSchema> {
  return current ?? parse(databaseSchema, process.env);
}

/** The process's environment, parsed once. @throws EnvironmentError at the first call of a process that is set up wrongly */
export function env(): Env {
  current ??= parseEnv(process.env);
  return current;
}

/** Shopify's secrets of the app, the current one first: while one is being replaced, Shopify signs with the oldest that has not been revoked. */
export function shopifySecrets(): readonly string[] {
  return [env().SHOPIFY_API_SECRET, ...env().SHOPIFY_API_SECRET_PREVIOUS];
}

/** What the links in emails are signed with: the first signs, all are accepted, because emails stay in mailboxes for years. */
export function linkSecrets(): readonly string[] {
  return [env().UNSUBSCRIBE_SECRET, ...env().UNSUBSCRIBE_SECRET_PREVIOUS];
}

/** By provider of email, what its events are known by; empty: nobody listens to it. */
export function emailProviderSecrets() {
  const all = env();
  return {
    ...{
      ses: all.SES_TOPIC_ARNS,
      sendgrid: all.SENDGRID_WEBHOOK_KEY,
      mailgun: all.MAILGUN_WEBHOOK_KEY,
      postmark: all.POSTMARK_WEBHOOK_SECRET,
    },
    ...{ resend: all.RESEND_WEBHOOK_SECRET, brevo: all.BREVO_WEBHOOK_SECRET, mailjet: all.MAILJET_WEBHOOK_SECRET },
  };
}

/** What emails are signed with on their way out; null: the mail server signs them. */
export function dkimKey(): { domainName: string; keySelector: string; privateKey: string } | null {
  const { DKIM_DOMAIN, DKIM_SELECTOR, DKIM_PRIVATE_KEY } = env();
  if (DKIM_DOMAIN === undefined || DKIM_SELECTOR === undefined || DKIM_PRIVATE_KEY === undefined) return null;
  return { domainName: DKIM_DOMAIN, keySelector: DKIM_SELECTOR, privateKey: DKIM_PRIVATE_KEY };
}
