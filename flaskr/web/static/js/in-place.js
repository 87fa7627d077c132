// Lists change in place: links and forms marked with data-in-place get the page's content without its shell, and
// put it where the old one was. Without this script the same links and forms load the page again.
import { complain, show } from "page-part";

const HEADER = "Flaskr-Part";
const PAUSE = 250; // milliseconds after a letter before a search is sent
const UNREACHABLE = "The site could not be reached. Load the page again to see what was done.";

let reading = new AbortController();
let isChanging = false;
let typing = 0;
let shown = here();

document.addEventListener("click", (event) => {
  const link = event.target.closest('[data-in-place="links"] a[href]');
  const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !isPlain || event.defaultPrevented) return;
  event.preventDefault();
  read(link.href, { toTop: link.hasAttribute("rel") });
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.closest('[data-in-place="forms"]')) return;
  event.preventDefault();
  window.clearTimeout(typing);
  if (form.method === "get") read(addressOf(form));
  else change(form, event.submitter);
});

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.method !== "get" || !form.matches('[data-in-place="forms"]')) return;
  window.clearTimeout(typing);
  const again = new URL(window.location.href).searchParams.has(event.target.name);
  const send = () => read(addressOf(form), { keep: again ? "replaceState" : "pushState" });
  typing = window.setTimeout(send, event.target.type === "search" ? PAUSE : 0);
});

window.addEventListener("popstate", async (event) => {
  if (here() === shown) return; // another place on the same page
  await read(window.location.href, { keep: "" });
  window.scrollTo(0, event.state?.scroll ?? 0);
});

function here() {
  return window.location.pathname + window.location.search;
}

function addressOf(form) {
  const address = new URL(form.getAttribute("action") ?? "", window.location.href);
  const fields = [...new FormData(form)].filter(([, value]) => value !== "");
  address.search = new URLSearchParams(fields);
  return address.href;
}

// Show what stands at an address; `keep` says how the browser's history is to know of it.
async function read(address, { keep = "pushState", toTop = false } = {}) {
  reading.abort();
  reading = new AbortController();
  const { signal } = reading;
  await ask(address, { signal }, {
    arrived: (html, url) => arrive(html, url, keep, toTop),
    isLeft: (url) => window.location.assign(url),
  });
}

async function change(form, submitter) {
  if (isChanging) return;
  isChanging = true;
  const action = submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? window.location.href;
  const body = new URLSearchParams(new FormData(form, submitter));
  await ask(action, { method: "POST", body }, {
    arrived: (html, url) => arrive(html, url, "pushState", false),
    isLeft: (url, status) => (status === 401 ? sendAgain(form, action, body) : window.location.assign(url)),
  });
  isChanging = false;
}

async function ask(address, options, { arrived, isLeft }) {
  const main = document.getElementById("main");
  main.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { ...options, headers: { [HEADER]: "page" } });
    const part = answer.headers.get(HEADER);
    if (part === "page") arrived(await answer.text(), answer.url);
    else if (answer.status === 401 || (answer.ok && part === null)) isLeft(answer.url, answer.status);
    else complain(part === "message" ? await answer.text() : UNREACHABLE);
  } catch (error) {
    if (error.name === "AbortError") return;
    complain(UNREACHABLE);
  }
  main.removeAttribute("aria-busy");
}

function arrive(html, url, keep, toTop) {
  const { pathname, search } = new URL(url);
  if (keep && pathname + search !== here()) {
    window.history.replaceState({ ...window.history.state, scroll: window.scrollY }, "");
    window.history[keep]({}, "", pathname + search);
  }
  shown = here();
  show(html, { toTop });
}

// Nobody is logged in any more, and nothing was done: sent as a page, the form leads to logging in and is kept.
function sendAgain(form, action, body) {
  const copy = document.createElement("form");
  copy.method = "post";
  copy.action = action;
  copy.hidden = true;
  for (const [name, value] of body) {
    copy.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  document.body.append(copy);
  copy.submit();
}
