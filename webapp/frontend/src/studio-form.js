// The form editor keeps the chosen question in sight, in the list and in the form as it will look.
const reach = (frame, goal) => {
  if (frame && goal && frame.scrollHeight > frame.clientHeight) {
    const above = goal.getBoundingClientRect().top - frame.getBoundingClientRect().top;
    frame.scrollTop += above - frame.clientHeight / 4;
  }
};

const find = () => {
  const form = document.querySelector(".hp-tryout[data-shows]");
  // A table's rows are numbered in the form; the first is the one to look at.
  const id = form?.dataset.shows.replaceAll("*", "0");
  const control = id && document.getElementById(id);
  form?.querySelectorAll("[data-here]").forEach((one) => delete one.dataset.here);
  const goal = control && (control.closest("fieldset, .hp-rowset, .ds-field") ?? control);
  if (goal) {
    goal.dataset.here = "";
    reach(form, goal);
  }
};

// A question is dragged among those it stands with; the server moves it, as the buttons do.
const holder = (row) => row.dataset.at.replace(/\/[^/]*$/, "");
const drags = (event) => {
  const row = event.target.closest?.(".hp-question[data-at]");
  const list = row?.closest(".hp-questions");
  const { type } = event;
  if (type === "dragstart" && row) {
    list.held = row;
    event.dataTransfer.effectAllowed = "move";
    return;
  }
  const over = document.querySelector(".hp-questions [data-drop]");
  if (over) delete over.dataset.drop;
  const held = list?.held;
  if (type === "dragend" || !held || held === row || holder(held) !== holder(row)) return;
  event.preventDefault();
  const { top, height } = row.getBoundingClientRect();
  const side = event.clientY < top + height / 2 ? "foran" : "etter";
  if (type === "dragover") {
    row.dataset.drop = side;
  } else if (type === "drop") {
    const { felt, mal, gjor } = document.getElementById("dra").elements;
    [felt.value, mal.value, gjor.value] = [held.dataset.at, row.dataset.at, side];
    felt.form.submit();
  }
};

const list = document.querySelector(".hp-questions");
if (list) {
  for (const type of ["dragstart", "dragover", "drop", "dragend"]) {
    document.addEventListener(type, drags);
  }
  reach(list, list.querySelector("[aria-current]"));
  find();
  document.addEventListener("htmx:after:swap", find);
}
