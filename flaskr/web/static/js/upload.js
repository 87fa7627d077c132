// Images dropped on, or pasted into, a textarea are sent to the media library and placed at the caret.
import { insert } from "markdown-field";

export function attach(area) {
  const url = area.dataset.uploadUrl;
  const say = announcer(area);

  area.addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files];
    if (files.length > 0) {
      event.preventDefault();
      sendAll(files);
    }
  });
  area.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) {
      event.preventDefault();
      area.classList.add("writer-dropping");
    }
  });
  area.addEventListener("dragleave", () => area.classList.remove("writer-dropping"));
  area.addEventListener("drop", (event) => {
    area.classList.remove("writer-dropping");
    const files = [...event.dataTransfer.files];
    if (files.length > 0) {
      event.preventDefault();
      sendAll(files);
    }
  });

  async function sendAll(files) {
    const failed = [];
    for (const [index, file] of files.entries()) {
      say(files.length > 1 ? `Sending ${index + 1} of ${files.length}: ${file.name}` : `Sending ${file.name}`);
      const answer = await send(url, file);
      if (answer.markdown) insert(area, `\n\n${answer.markdown}\n\n`);
      else failed.push(`${file.name}: ${answer.error}`);
    }
    say(failed.join(" "));
  }
}

// The library answers with {markdown, url, alt} or {error}.
async function send(url, file) {
  const body = new FormData();
  body.append("file", file);
  try {
    const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
    const said = await answer.json();
    if (said.markdown) return said;
    return { error: said.error ?? said.detail ?? "The file was refused." };
  } catch {
    return { error: "The site could not be reached. Your text is untouched; try again." };
  }
}

function announcer(area) {
  const line = document.createElement("p");
  line.className = "field-hint";
  line.setAttribute("role", "status");
  area.after(line);
  return (text) => (line.textContent = text);
}
