"use strict";
// Filters: every control in a .filter narrows the cards of the section it stands in.  Until one is used
// or the button pressed, the first few cards are enough to look at.
const FEW = 24;
for (const filter of document.querySelectorAll(".filter")) {
  const section = filter.closest("section");
  const cards = [...section.querySelectorAll(".card")];
  const texts = cards.map((card) => card.textContent.toLowerCase());
  const controls = [...filter.querySelectorAll("select, input")];
  const passes = (card, text, control) => {
    if (control.type === "search") return text.includes(control.value.trim().toLowerCase());
    if (control.type === "range") return Number(card.dataset[control.name]) <= Number(control.value);
    return control.value === "" || card.dataset[control.name] === control.value;
  };
  const narrow = (most) => {
    let shown = 0;
    cards.forEach((card, n) => {
      card.hidden = shown >= most || !controls.every((control) => passes(card, texts[n], control));
      if (!card.hidden) shown += 1;
    });
    for (const control of controls) {
      const value = control.parentElement.querySelector(".value");
      if (value) value.textContent = Number(control.value).toFixed(2);
    }
    const none = cards.length && !shown ? ": none is like that, widen the filter or show all" : "";
    filter.querySelector("output").textContent = `${shown} of ${cards.length} shown${none}`;
  };
  filter.addEventListener("input", () => narrow(Infinity));
  filter.querySelector("button").addEventListener("click", () => {
    for (const control of controls) control.value = control.type === "range" ? control.max : "";
    narrow(Infinity);
  });
  filter.hidden = false;
  narrow(FEW);
}
// The name of a rule leads to its examples.
for (const link of document.querySelectorAll("a[data-rule]")) {
  link.addEventListener("click", () => {
    const filter = document.querySelector("#edits .filter");
    if (!filter) return;
    for (const control of filter.querySelectorAll("select, input")) control.value = control.type === "range" ? control.max : "";
    const rule = filter.querySelector("select[name=rule]");
    if ([...rule.options].some((option) => option.value === link.dataset.rule)) rule.value = link.dataset.rule;
    rule.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
