import type { SandboxConfig } from "../config.ts";

/** Of the app as the stand-in has registered it. They open nothing but this sandbox. */
export const CLIENT_ID = "5a0db0c5a0db0c5a0db0c5a0db0c5a0d";
export const CLIENT_SECRET = "shpss_sandbox_0123456789abcdef0123456789";

type Surroundings = { databaseUrl: string; smtpPort: number; clockFile: string; scopes: readonly string[] };

/** The environment of the app's process: production's, with Shopify's place taken by the stand-in. */
export function appEnvironment(config: SandboxConfig, around: Surroundings): Record<string, string> {
  const { databaseUrl, smtpPort, clockFile, scopes } = around;
  return {
    NODE_ENV: "production",
    ROLE: "all",
    HOST: "127.0.0.1",
    PORT: new URL(config.appUrl).port,
    LOG_LEVEL: "info",
    DATABASE_URL: databaseUrl,
    SHOPIFY_API_KEY: config.clientId,
    SHOPIFY_API_SECRET: config.clientSecret,
    SHOPIFY_APP_URL: config.appUrl,
    SCOPES: scopes.join(","),
    SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
    MAIL_FROM: "shop@reprise.example",
    UNSUBSCRIBE_SECRET: "sandbox-unsubscribe-0123456789abcdef",
    ENCRYPTION_KEY: "c2FuZGJveC1lbmNyeXB0aW9uLWtleS0wMTIzNDU2Nzg=",
    SANDBOX: "1",
    SANDBOX_SHOPIFY_ORIGIN: config.origin,
    SANDBOX_CLOCK_FILE: clockFile,
    APP_BRIDGE_URL: `${config.origin}/app-bridge.js`,
  };
}
