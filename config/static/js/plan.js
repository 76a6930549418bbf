// Sliders of the planner: each moves the field named in data-slider-for, and the form works the
// rest out when it is let go. Without this file they stay hidden and the fields do.

function show(within) {
  for (const slider of within.querySelectorAll("[data-slider-for]")) slider.hidden = false;
}

function plain(value) {
  return String(Number(Number(value).toPrecision(4)));
}

document.addEventListener("input", (event) => {
  const slider = event.target.closest("[data-slider-for]");
  const field = slider && document.getElementById(slider.dataset.sliderFor);
  if (field) field.value = plain(slider.value);
});

// These choices belong to a button of their own; nothing follows from them.
document.addEventListener(
  "change",
  (event) => {
    if (event.target.matches("[data-own-button]")) event.stopPropagation();
  },
  true,
);

document.addEventListener("htmx:load", (event) => show(event.detail.elt.parentElement ?? document));
show(document);
