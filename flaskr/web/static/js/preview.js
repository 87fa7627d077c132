// A form that is tried while it is filled in: what it says is kept as a draft, which the frame beside it shows.
const PAUSE = 600; // milliseconds after the last change

export function attach(form) {
  if (form.dataset.isAttached) return;
  form.dataset.isAttached = "yes";
  const frame = document.querySelector("[data-preview-frame]");
  const state = form.querySelector("[data-preview-state]");
  let waiting = 0;
  let sent = 0;

  const send = async () => {
    const number = ++sent;
    try {
      const words = [...new FormData(form)].filter(([, value]) => typeof value === "string");
      const body = new URLSearchParams(words);
      const answer = await fetch(form.dataset.preview, { method: "POST", body, redirect: "manual" });
      if (number !== sent) return; // something newer is on its way
      const isKept = answer.type === "opaqueredirect";
      state.textContent = isKept
        ? "Not saved yet: only you see this."
        : "This cannot be shown yet. Save to see what has to be corrected.";
      if (isKept) frame.contentWindow.location.reload();
    } catch {
      state.textContent = "The site could not be reached, so the preview is an old one.";
    }
  };

  form.addEventListener("input", (event) => {
    window.clearTimeout(waiting);
    if (event.target.type === "file") {
      form.requestSubmit(form.querySelector("button[formaction]")); // a picture is tried by uploading it
      return;
    }
    waiting = window.setTimeout(send, PAUSE);
  });
  form.addEventListener("submit", () => window.clearTimeout(waiting));
}
