// ui-nav-menu and ui-title-bar: the app writes them, the shell shows them, and what is pressed there is pressed here.
((bridge) => {
  // Set as a constructed sheet: no markup changes, so a hydrating page finds what its server sent.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("ui-nav-menu, s-app-nav, ui-title-bar, ui-save-bar { display: none !important; }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

  const isOn = (node, name) => node.hasAttribute(name) && node.getAttribute(name) !== "false";
  bridge.buttonsOf = (element) =>
    [...element.querySelectorAll("button, a")].map((node, index) => ({
      index,
      label: node.textContent.trim(),
      variant: node.getAttribute("variant") ?? "",
      critical: node.getAttribute("tone") === "critical",
      disabled: isOn(node, "disabled"),
      loading: isOn(node, "loading"),
    }));
  bridge.press = (element, index) => element?.querySelectorAll("button, a")[index]?.click();

  /** Calls `changed` soon after anything inside the element changes, at most once a task. */
  bridge.watch = (element, changed) => {
    let due = false;
    const soon = () => {
      if (due) return;
      due = true;
      setTimeout(() => {
        due = false;
        changed();
      });
    };
    const observer = new MutationObserver(soon);
    observer.observe(element, { subtree: true, childList: true, attributes: true, characterData: true });
    soon();
    return observer;
  };

  class NavMenu extends HTMLElement {
    connectedCallback() {
      this.observer = bridge.watch(this, () => {
        if (!this.isConnected) return;
        const links = [...this.querySelectorAll("a, s-link")].map((link) => ({
          path: link.getAttribute("href") ?? "/",
          label: link.textContent.trim(),
          home: link.getAttribute("rel") === "home",
        }));
        bridge.tell("navMenu", { links });
      });
    }
    disconnectedCallback() {
      this.observer.disconnect();
      bridge.tell("navMenu", { links: [] });
    }
  }
  customElements.define("ui-nav-menu", NavMenu);
  customElements.define("s-app-nav", class extends NavMenu {});

  let shown = null;
  customElements.define(
    "ui-title-bar",
    class extends HTMLElement {
      connectedCallback() {
        if (this.closest("ui-modal") !== null) return;
        shown = this;
        this.observer = bridge.watch(this, () => {
          if (shown === this)
            bridge.tell("titleBar", { title: this.getAttribute("title") ?? document.title, buttons: bridge.buttonsOf(this) });
        });
      }
      disconnectedCallback() {
        this.observer?.disconnect();
        if (shown !== this) return;
        shown = null;
        bridge.tell("titleBar", { title: "", buttons: [] });
      }
    },
  );
  bridge.on("titleBar:press", ({ index }) => bridge.press(shown, index));
})(window.standInAppBridge);
