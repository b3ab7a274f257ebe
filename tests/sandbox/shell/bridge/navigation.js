// Addresses: the shell's bar follows the app, the shell's links move the app, and the app's links into the admin move the shell.
((bridge) => {
  const NAVIGATE = "shopify:navigate";

  // Outside the admin the app has no session, so it opens itself inside.
  if (!bridge.embedded && bridge.config.shop !== "" && !bridge.config.disabledFeatures.includes("auto-redirect")) {
    const name = bridge.config.shop.replace(".myshopify.com", "");
    location.replace(`${bridge.shellOrigin}/store/${name}/apps/reprise${bridge.appPath(location.href)}`);
    return;
  }

  const report = () => {
    if (!bridge.bouncing) bridge.tell("path", { path: bridge.appPath(location.href), title: document.title });
  };
  for (const method of ["pushState", "replaceState"]) {
    const original = history[method].bind(history);
    history[method] = (...args) => {
      original(...args);
      report();
    };
  }
  window.addEventListener("popstate", report);
  window.addEventListener("hashchange", report);
  report();

  // Only an app that listens takes links over; any other gets a new document.
  let takers = 0;
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  for (const target of [window, document]) {
    target.addEventListener = (type, ...rest) => {
      if (type === NAVIGATE) takers += 1;
      addEventListener.call(target, type, ...rest);
    };
    target.removeEventListener = (type, ...rest) => {
      if (type === NAVIGATE) takers -= 1;
      removeEventListener.call(target, type, ...rest);
    };
  }

  bridge.on("navigate", ({ path }) => {
    if (takers <= 0) return void location.assign(bridge.embeddedAddress(path));
    const inMenu = [...document.querySelectorAll("ui-nav-menu a, s-app-nav a")].find(
      (link) => link.getAttribute("href") === path,
    );
    const link = inMenu ?? document.body.appendChild(Object.assign(document.createElement("a"), { href: path, hidden: true }));
    link.dispatchEvent(new CustomEvent(NAVIGATE, { bubbles: true, cancelable: true }));
    if (inMenu === undefined) link.remove();
  });

  const ofTheAdmin = (address) => /^shopify:\/*admin\//i.test(address) || /^https:\/\/admin\.shopify\.com\//.test(address);
  const plainOpen = window.open.bind(window);
  window.open = (address, target, features) => {
    const url = String(address ?? "");
    if (bridge.embedded && (target === "_top" || target === "_parent" || (ofTheAdmin(url) && target !== "_blank"))) {
      bridge.tell("open", { url: new URL(url, location.href).href });
      return window;
    }
    if (ofTheAdmin(url)) return plainOpen(inShell(url), target, features);
    return plainOpen(address, target, features);
  };

  function inShell(url) {
    const name = bridge.config.shop.replace(".myshopify.com", "");
    const path = url.replace(/^shopify:\/*admin\//i, "").replace(/^https:\/\/admin\.shopify\.com\/(store\/[^/]+\/?)?/, "");
    return `${bridge.shellOrigin}/store/${name}/${path}`;
  }

  document.addEventListener("click", (event) => {
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
    const href = link?.getAttribute("href") ?? "";
    if (event.defaultPrevented || !ofTheAdmin(href)) return;
    event.preventDefault();
    const elsewhere = link.target === "_blank" || event.ctrlKey || event.metaKey;
    window.open(href, elsewhere ? "_blank" : "_top");
  });
})(window.standInAppBridge);
