// A list of which several rows are chosen: choose all, and keys while a box of the list has the focus.
// j and k go to the next and the previous box; each button of the form says in data-key which key presses it.
export function attach(form) {
  if (form.dataset.isAttached) return;
  form.dataset.isAttached = "yes";
  const boxes = () => [...form.elements].filter((each) => each.type === "checkbox" && each.name);
  const all = form.querySelector("[data-choose-all]");
  all.hidden = false;
  all.addEventListener("change", () => boxes().forEach((box) => (box.checked = all.checked)));

  for (const box of boxes()) {
    box.addEventListener("change", () => (all.checked = boxes().every((each) => each.checked)));
    box.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const places = boxes();
      const step = { j: 1, k: -1 }[event.key];
      if (step) {
        places[places.indexOf(box) + step]?.focus();
        return;
      }
      const button = form.querySelector(`button[data-key="${CSS.escape(event.key)}"]`);
      if (!button) return;
      event.preventDefault();
      if (!places.some((each) => each.checked)) box.checked = true;
      button.click();
    });
  }
}
