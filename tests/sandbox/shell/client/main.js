// What runs in the shell's pages: menus everywhere, and the app's host where the app is.
import { connectApp } from "./app.js";
import { connectMenus } from "./menus.js";

connectMenus();
if (document.getElementById("app-frame") !== null) connectApp();
