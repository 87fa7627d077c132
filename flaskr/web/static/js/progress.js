// Follows a long piece of work: asks each second how far it is, and loads the page again at the end.
const EVERY = 1000;

export function attach(box) {
  const bar = box.querySelector("progress");
  const text = box.querySelector('[role="status"]');

  const show = ({ value, max, text: words }) => {
    bar.max = max || 1;
    if (value === null || value === undefined) bar.removeAttribute("value");
    else bar.value = value;
    if (words && text.textContent !== words) text.textContent = words;
  };

  const look = async () => {
    let wait = EVERY;
    try {
      const answer = await fetch(box.dataset.progressUrl, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const state = await answer.json();
      show(state);
      if (state.done) {
        window.location.reload();
        return;
      }
    } catch {
      // The network may be away for a moment; the work goes on without us.
      wait = 5 * EVERY;
    }
    window.setTimeout(look, wait);
  };

  window.setTimeout(look, EVERY);
}
