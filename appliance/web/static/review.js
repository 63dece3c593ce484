// The review form: shows the field that the chosen verdict needs.

const parts = document.querySelectorAll("[data-for]");
const choices = document.querySelectorAll("input[name=verdict]");

function choose() {
  const chosen = [...choices].find((choice) => choice.checked)?.value ?? "";
  for (const part of parts) part.hidden = !part.dataset.for.split(" ").includes(chosen);
  const reason = document.getElementById("reason");
  if (reason) reason.required = chosen === "reject";
}

for (const choice of choices) choice.addEventListener("change", choose);
if (choices.length) choose();
