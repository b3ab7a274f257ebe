// The conversation between the app's frame and the stand-in's shell around it. First of the parts that are served as one /app-bridge.js.
((bridge) => {
  const CHANNEL = "stand-in-app-bridge";
  const REMEMBERED = "app-bridge-config";
  /** What Shopify adds to the address of an embedded document; the shell's address bar does not repeat it. */
  const EMBEDDING = ["embedded", "shop", "host", "locale", "id_token", "session", "hmac", "timestamp", "protocol", "appLoadId"];

  const script = document.currentScript;
  const shellOrigin = new URL(script.src).origin;
  const embedded = window.top !== window;
  const query = new URLSearchParams(location.search);

  const remembered = () => {
    try {
      return JSON.parse(sessionStorage.getItem(REMEMBERED) ?? "{}");
    } catch {
      return {};
    }
  };
  const config = {
    apiKey: script.dataset.apiKey ?? document.querySelector('meta[name="shopify-api-key"]')?.content ?? "",
    appOrigins: [],
    disabledFeatures: document.querySelector('meta[name="shopify-disabled-features"]')?.content.split(/\s*,\s*/) ?? [],
    experimentalFeatures: [],
    ...Object.fromEntries(["shop", "host", "locale"].map((name) => [name, query.get(name) ?? remembered()[name] ?? ""])),
  };
  if (config.locale === "") config.locale = "en-US";
  try {
    sessionStorage.setItem(REMEMBERED, JSON.stringify({ shop: config.shop, host: config.host, locale: config.locale }));
  } catch {
    // Storage can be forbidden in frames; the address then carries everything that is needed.
  }

  const answers = new Map();
  const listeners = new Map();
  let lastQuestion = 0;

  const tell = (type, detail = {}) => {
    if (embedded) window.top.postMessage({ channel: CHANNEL, type, detail }, shellOrigin);
  };
  const ask = (type, detail = {}) =>
    new Promise((resolve, reject) => {
      if (!embedded) return void reject(new Error(`shopify: ${type} needs the admin around the app`));
      lastQuestion += 1;
      answers.set(lastQuestion, { resolve, reject });
      window.top.postMessage({ channel: CHANNEL, type, detail, question: lastQuestion }, shellOrigin);
    });
  const on = (type, listener) => listeners.set(type, listener);

  window.addEventListener("message", ({ origin, source, data }) => {
    if (origin !== shellOrigin || source !== window.top || data?.channel !== CHANNEL) return;
    if (data.answer === undefined) return void listeners.get(data.type)?.(data.detail ?? {});
    const waiting = answers.get(data.answer);
    answers.delete(data.answer);
    if (data.error === undefined) waiting?.resolve(data.result);
    else waiting?.reject(new Error(data.error));
  });

  /** The address without what Shopify added, as the merchant may bookmark it. */
  const appPath = (address) => {
    const url = new URL(address, location.href);
    for (const name of EMBEDDING) url.searchParams.delete(name);
    return url.pathname + url.search + url.hash;
  };
  /** The address with what Shopify adds, for a document of the app that is loaded afresh. */
  const embeddedAddress = (address) => {
    const url = new URL(address, location.href);
    url.searchParams.set("embedded", "1");
    for (const name of ["shop", "host", "locale"]) if (config[name] !== "") url.searchParams.set(name, config[name]);
    return url.href;
  };

  Object.assign(bridge, { config, embedded, shellOrigin, tell, ask, on, appPath, embeddedAddress });
})((window.standInAppBridge = {}));
