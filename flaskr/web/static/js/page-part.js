// Puts the content of a page into the shell: the focus stays where it was, and what changed is said aloud.
const main = document.getElementById("main");
const told = document.getElementById("told");
const IN_ROW = "a[href], summary, select, button";

export function show(html, { toTop = false } = {}) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const spot = whereabouts();
  document.title = page.title;
  main.replaceChildren(...page.body.childNodes);
  main.querySelector(".flash-list")?.setAttribute("data-floating", "");
  document.dispatchEvent(new Event("studio:shown"));
  if (toTop) {
    window.scrollTo(0, 0);
    main.focus({ preventScroll: true });
  } else if (spot) {
    returnTo(spot);
  }
  say(news());
}

// Show a sentence about what went wrong above the page, which stays as it is.
export function complain(text) {
  const box = document.createElement("div");
  box.className = "flash flash-error";
  box.setAttribute("role", "alert");
  box.append(Object.assign(document.createElement("p"), { textContent: text }));
  const list = main.querySelector(".flash-list") ?? document.createElement("div");
  list.className = "flash-list";
  list.setAttribute("data-floating", "");
  list.replaceChildren(box);
  main.querySelector(".page-head").after(list);
}

function say(text) {
  told.textContent = "";
  window.setTimeout(() => (told.textContent = text), 50); // the same words again are news too
}

function news() {
  const messages = [...main.querySelectorAll(".flash-list p")];
  const lists = [...main.querySelectorAll(".rows, .media-grid")];
  const counted = lists.map((list) => `${list.getAttribute("aria-label")}: ${list.children.length} shown.`);
  const nothing = main.querySelector(".empty h2")?.textContent ?? "";
  return messages.map((message) => message.textContent).join(" ") || counted.join(" ") || nothing;
}

function whereabouts() {
  const focused = document.activeElement;
  if (!main.contains(focused)) return null;
  const row = focused.closest("[data-row]");
  const within = focused.closest("details.menu, dialog")?.querySelector("summary") ?? focused;
  return {
    id: focused.id,
    typed: focused.type === "search" ? [focused.value, focused.selectionStart, focused.selectionEnd] : null,
    href: focused.getAttribute("href"),
    row: row?.dataset.row,
    list: row?.parentElement.getAttribute("aria-label"),
    place: row ? [...row.parentElement.children].indexOf(row) : 0,
    part: row ? reachable(row).indexOf(within) : 0,
  };
}

function returnTo({ id, typed, href, row, list, place, part }) {
  const same = (id && document.getElementById(id)) || (row === undefined && href && linkTo(href));
  const target = same || (row !== undefined && inList(list, row, place, part)) || main;
  if (typed && same) {
    same.value = typed[0];
    same.setSelectionRange(typed[1], typed[2]);
  }
  target.focus({ preventScroll: target === main });
}

function linkTo(href) {
  return [...main.querySelectorAll("a")].find((link) => link.getAttribute("href") === href);
}

// The same part of the same row; of the one that took its place if it is gone, else of the last.
function inList(label, row, place, part) {
  const list = [...main.querySelectorAll(".rows")].find((each) => each.getAttribute("aria-label") === label);
  const rows = [...(list?.children ?? [])];
  const found = rows.find((each) => each.dataset.row === row) ?? rows[place] ?? rows.at(-1);
  const parts = found ? reachable(found) : [];
  return parts[part] ?? parts.at(-1);
}

function reachable(row) {
  const isHidden = (one) => one.closest("dialog") || (one.closest("details") && !one.matches("summary"));
  return [...row.querySelectorAll(IN_ROW)].filter((one) => !isHidden(one));
}
