// Places that two people changed: a button keeps one side, in the text where both stand one after the other.
export function attach(section) {
  const area = document.getElementById(section.dataset.conflicts);
  for (const place of section.querySelectorAll(".conflict")) {
    const sides = new Map();
    for (const side of place.querySelectorAll("[data-side]")) {
      sides.set(side.dataset.side, side.dataset.text);
    }
    for (const button of place.querySelectorAll("[data-keep]")) {
      button.hidden = false;
      button.addEventListener("click", () => choose(area, place, sides, button.dataset.keep));
    }
  }
}

function choose(area, place, sides, kept) {
  const before = standing(area.value, sides, place.dataset.kept);
  const found = before ? area.value.indexOf(before) : -1;
  if (found < 0) {
    area.focus(); // it was edited by hand since, or taken out: what stands there is the writer's
    return;
  }
  const atEnd = found + before.length === area.value.length;
  const after = atEnd ? sides.get(kept).trimEnd() : sides.get(kept);
  area.setRangeText(after, found, found + before.length, "preserve");
  area.dispatchEvent(new Event("input", { bubbles: true }));
  place.dataset.kept = kept;
  for (const button of place.querySelectorAll("[data-keep]")) {
    button.setAttribute("aria-pressed", String(button.dataset.keep === kept));
  }
}

// What stands in the text for this place: both sides at first; the end of the whole text has no line ends.
function standing(text, sides, kept) {
  const whole = kept ? sides.get(kept) : sides.get("mine") + sides.get("theirs");
  return text.includes(whole) ? whole : whole.trimEnd();
}
