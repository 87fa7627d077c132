// A textarea for Markdown: a toolbar, keys, a count of words, and a warning before leaving with unsaved text.
const MARKS = [
  { name: "Bold", icon: "bold", key: "b", before: "**", after: "**", sample: "bold text" },
  { name: "Italic", icon: "italic", key: "i", before: "*", after: "*", sample: "italic text" },
  { name: "Link", icon: "link", key: "k", before: "[", after: "](https://)", sample: "link text" },
  { name: "Heading", icon: "heading", line: "## " },
  { name: "Quote", icon: "quote", line: "> " },
  { name: "List", icon: "list", line: "- " },
  { name: "Code", icon: "code", before: "`", after: "`", sample: "code" },
  { name: "Image", icon: "image", before: "![", after: "](/media/)", sample: "what the image shows" },
];

export function attach(area) {
  const form = area.form;
  const state = document.createElement("span");
  state.className = "writer-state";
  area.before(bar(area, state));

  const count = () => {
    const words = area.value.match(/\S+/gu)?.length ?? 0;
    state.textContent = words === 1 ? "1 word" : `${words.toLocaleString()} words`;
  };
  area.addEventListener("input", count);
  count();

  area.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const mark = MARKS.find((candidate) => candidate.key === event.key.toLowerCase());
    if (mark) {
      event.preventDefault();
      apply(area, mark);
    }
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      form.requestSubmit();
    }
  });

  let changed = false;
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("submit", () => (changed = false));
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}

// Put `text` over the selection as one step that the browser can undo.
export function insert(area, text) {
  area.focus();
  if (!document.execCommand("insertText", false, text)) {
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function bar(area, state) {
  const sprite = document.querySelector(".icon use")?.getAttribute("href").split("#")[0];
  const box = document.createElement("div");
  box.className = "writer-bar";
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "Formatting");
  for (const mark of MARKS) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-quiet button-icon button-small";
    button.title = mark.key ? `${mark.name} (Ctrl+${mark.key.toUpperCase()})` : mark.name;
    button.setAttribute("aria-label", mark.name);
    button.innerHTML = `<svg class="icon" aria-hidden="true"><use href="${sprite}#${mark.icon}"/></svg>`;
    button.addEventListener("click", () => apply(area, mark));
    box.append(button);
  }
  box.append(state);
  return box;
}

function apply(area, mark) {
  if (mark.line) {
    prefix(area, mark.line);
    return;
  }
  const { selectionStart: start, selectionEnd: end } = area;
  const chosen = area.value.slice(start, end) || mark.sample;
  insert(area, mark.before + chosen + mark.after);
  const from = start + mark.before.length;
  area.setSelectionRange(from, from + chosen.length);
}

function prefix(area, line) {
  const start = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const end = area.selectionEnd;
  const lines = area.value.slice(start, end).split("\n");
  area.setSelectionRange(start, end);
  insert(area, lines.map((text) => line + text).join("\n"));
}
