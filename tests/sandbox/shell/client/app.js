// The host of the embedded app: answers App Bridge in the frame, shows what it asks for, and keeps the address bar with it.
import { data, getJson, make } from "./data.js";
import { pick, pickResource } from "./picker.js";
import { saveBar } from "./save-bar.js";
import { queryScopes, requestScopes, revokeScopes } from "./scopes.js";
import { toasts } from "./toasts.js";

const CHANNEL = "stand-in-app-bridge";

export function connectApp() {
  const frame = document.getElementById("app-frame");
  const tell = (type, detail = {}) => frame.contentWindow.postMessage({ channel: CHANNEL, type, detail }, data.appOrigin);
  document.querySelector(".app-link").dataset.path = "/";
  const bar = saveBar(tell);
  const toast = toasts(tell);

  /** Questions of App Bridge; what they return is the answer. */
  const questions = {
    idToken: async () => {
      const { token } = await getJson("session-token");
      if (token === null) throw new Error("The app is not installed in this shop");
      return token;
    },
    user: () => getJson("user.json"),
    scopes: queryScopes,
    "scopes:request": requestScopes,
    "scopes:revoke": revokeScopes,
    extensions: () => getJson("extensions.json"),
    leave: () => bar.mayLeave(),
    resourcePicker: (options) => pickResource(options),
    picker: (options) => pick(options),
  };
  const statements = {
    path: ({ path }) => followPath(path),
    open: ({ url }) => open(url, tell),
    navMenu: ({ links }) => showLinks(links),
    titleBar: (detail) => showTitleBar(detail, tell),
    saveBar: (detail) => bar.update(detail),
    toast: (detail) => toast.show(detail),
    "toast:hide": ({ id }) => toast.hide(id),
    loading: ({ isLoading }) => (document.getElementById("progress").hidden = !isLoading),
    modal: ({ open: isOpen }) => document.body.classList.toggle("modal-open", isOpen),
  };

  const hear = ({ origin, source, data: message }) => {
    if (origin !== data.appOrigin || message?.channel !== CHANNEL) return;
    // Frames inside the app (modals with src) may ask and toast, but the address bar belongs to the app's own frame.
    if (source !== frame.contentWindow && message.type === "path") return;
    if (message.question === undefined) return void statements[message.type]?.(message.detail);
    const reply = (answer) => source.postMessage({ channel: CHANNEL, answer: message.question, ...answer }, origin);
    Promise.resolve()
      .then(() => {
        const question = questions[message.type];
        if (question === undefined) throw new Error(`The stand-in has no ${message.type}`);
        return question(message.detail);
      })
      .then(
        (result) => reply({ result }),
        (error) => reply({ error: error.message }),
      );
  };
  window.removeEventListener("message", window.hearEarly);
  window.addEventListener("message", hear);
  for (const event of window.heardEarly.splice(0)) hear(event);

  // The app's own links in the navigation move the app, not the page around it.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-path]");
    if (link === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void bar.mayLeave().then((leave) => leave && tell("navigate", { path: link.dataset.path }));
  });
  document.addEventListener("click", (event) => void leaveByLink(event, bar), true);
}

/** Links out of the app ask first when something is unsaved. */
async function leaveByLink(event, bar) {
  const link = event.target.closest("a[href]");
  if (
    link === null ||
    !bar.visible() ||
    link.dataset.path !== undefined ||
    link.target === "_blank" ||
    link.getAttribute("href").startsWith("#")
  )
    return;
  event.preventDefault();
  if (!(await bar.mayLeave())) return;
  // The admin goes on without the app's frame, as one that is a single page does: the app's own question on unloading is not asked too.
  document.getElementById("app-frame").remove();
  location.assign(link.href);
}

function followPath(path) {
  const inFrame = path === "/" ? "" : path;
  history.replaceState(null, "", data.appBase + inFrame);
  // The language switch comes back to where the app is now.
  for (const link of document.querySelectorAll("[data-language]")) {
    link.href = `${data.base}/language/${link.dataset.language}?return=${encodeURIComponent(data.appBase + inFrame)}`;
  }
  markCurrent();
}

function open(url, tell) {
  const target = new URL(url);
  const inAdmin =
    /^shopify:\/*admin\/(.*)$/i.exec(url)?.[1] ?? /^https:\/\/admin\.shopify\.com\/(?:store\/[^/]+\/?)?(.*)$/.exec(url)?.[1];
  if (inAdmin !== undefined) {
    const inApp = /^apps\/(?:reprise|[0-9a-f]{32})(\/.*)?$/.exec(inAdmin);
    if (inApp !== null) return tell("navigate", { path: inApp[1] ?? "/" });
    return location.assign(`${data.base}/${inAdmin}`);
  }
  if (target.hostname === data.domain) return location.assign(`${data.base}/apps`);
  if (target.origin === data.appOrigin) return location.assign(data.appBase + target.pathname + target.search);
  if (target.protocol === "https:" || target.protocol === "http:") location.assign(url);
}

let links = [];
let home = "/";

function showLinks(given) {
  links = given.filter((link) => !link.home);
  home = given.find((link) => link.home)?.path ?? "/";
  const appLink = document.querySelector(".app-link");
  appLink.dataset.path = home;
  const list = document.getElementById("app-nav");
  const before = list.contains(document.activeElement) ? document.activeElement.dataset.path : null;
  list.replaceChildren(
    ...links.map(({ path, label }) => {
      const link = make("a", { href: data.appBase + path, textContent: label });
      link.dataset.path = path;
      return make("li", {}, link);
    }),
  );
  if (before !== null) list.querySelector(`[data-path="${CSS.escape(before)}"]`)?.focus();
  markCurrent();
}

/** The link whose path the app's address continues furthest is the current one; none of them means the app's home. */
function markCurrent() {
  const path = location.pathname.slice(data.appBase.length) || "/";
  const continues = (candidate) => path === candidate || path.startsWith(`${candidate}/`);
  const current = links
    .map((link) => link.path.split("?")[0])
    .filter(continues)
    .sort((a, b) => b.length - a.length)[0];
  for (const link of document.querySelectorAll("#app-nav a, .app-link")) {
    const isCurrent = link.matches(".app-link") ? current === undefined : link.dataset.path.split("?")[0] === current;
    if (isCurrent) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

function showTitleBar({ title, buttons }, tell) {
  document.getElementById("app-title").textContent = title || "Reprise";
  document.title = title ? `${title} · Reprise` : "Reprise";
  const button = ({ index, label, variant, critical, disabled, loading }) => {
    const className = [variant === "primary" ? "primary" : "", critical ? "critical" : ""].join(" ").trim();
    const element = make("button", { type: "button", className, textContent: label, disabled: disabled || loading });
    if (loading) element.setAttribute("aria-busy", "true");
    element.addEventListener("click", () => tell("titleBar:press", { index }));
    return element;
  };
  const isBreadcrumb = ({ variant }) => variant === "breadcrumb";
  document.getElementById("breadcrumb").replaceChildren(...buttons.filter(isBreadcrumb).map(button));
  const rest = buttons.filter((candidate) => !isBreadcrumb(candidate));
  rest.sort((a, b) => Number(a.variant === "primary") - Number(b.variant === "primary"));
  document.getElementById("title-actions").replaceChildren(...rest.map(button));
}
