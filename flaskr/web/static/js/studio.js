// What Studio's pages can do beyond plain HTML; each part is loaded only where it is used.
const parts = [
  ["form[data-choosing]", () => import("choosing")],
  ["form[data-preview]", () => import("preview")],
  ["[data-conflicts]", () => import("conflicts")],
  ["[data-progress-url]", () => import("progress")],
  ["textarea[data-markdown]", () => import("markdown-field")],
  ["textarea[data-upload-url]", () => import("upload")],
];

const attachAll = () => {
  for (const [selector, load] of parts) {
    const elements = document.querySelectorAll(selector);
    if (elements.length > 0) {
      load().then((part) => elements.forEach((element) => part.attach(element)));
    }
  }
};
attachAll();
document.addEventListener("studio:shown", attachAll);
if (document.querySelector("[data-in-place]")) import("in-place");

// An open menu closes on Escape and on a click beside it.
const closeMenus = (except) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
};
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
