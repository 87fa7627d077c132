// Places that two people changed: a button keeps one side, in the text where both stand one after the other.
// Where each place is, is known from the server and followed while the text is edited.
export function attach(section) {
  const area = document.getElementById(section.dataset.conflicts);
  const places = [...section.querySelectorAll(".conflict")].map((element) => placeOf(element, area.value));
  let known = area.value;

  const follow = () => {
    if (area.value !== known) places.forEach((place) => move(place, known, area.value));
    known = area.value;
  };
  const choose = (place, kept) => {
    follow();
    place.element.querySelector(".conflict-lost").hidden = !place.isLost;
    if (place.isLost) return;
    const isLast = known.slice(place.end).trim() === "";
    const text = isLast ? place.sides[kept].trimEnd() : place.sides[kept];
    const grown = text.length - (place.end - place.start);
    for (const other of places) {
      if (other.start >= place.end && other !== place) {
        other.start += grown;
        other.end += grown;
      }
    }
    area.setRangeText(text, place.start, place.end, "preserve");
    place.end = place.start + text.length;
    known = area.value;
    area.dispatchEvent(new Event("input", { bubbles: true }));
    for (const button of place.element.querySelectorAll("[data-keep]")) {
      button.setAttribute("aria-pressed", String(button.dataset.keep === kept));
    }
  };

  for (const place of places) {
    for (const button of place.element.querySelectorAll("[data-keep]")) {
      button.hidden = false;
      button.addEventListener("click", () => choose(place, button.dataset.keep));
    }
  }
  area.addEventListener("input", follow);
}

function placeOf(element, text) {
  const sides = {};
  for (const side of element.querySelectorAll("[data-side]")) sides[side.dataset.side] = side.dataset.text;
  const start = Number(element.dataset.at);
  const both = sides.mine + sides.theirs;
  // The end of the whole text goes without the line ends of its last paragraph.
  const length = text.startsWith(both, start) ? both.length : both.trimEnd().length;
  return { element, sides, start, end: start + length, isLost: !text.startsWith(both.slice(0, length), start) };
}

// An edit before a place moves it, one within it takes it out of our hands.
function move(place, before, after) {
  let same = 0;
  while (same < Math.min(before.length, after.length) && before[same] === after[same]) same += 1;
  let tail = 0;
  const most = Math.min(before.length, after.length) - same;
  while (tail < most && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const end = before.length - tail;
  if (end <= place.start) {
    place.start += after.length - before.length;
    place.end += after.length - before.length;
  } else if (same < place.end) {
    place.isLost = true;
  }
}
