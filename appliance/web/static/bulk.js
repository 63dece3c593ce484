// Lists of texts: a file is looked at as soon as it is chosen, what is wrong is said
// beside the form, and a list in work shows how far it is. Without this script the same
// forms work by ordinary page loads.

const words = document.getElementById("words").dataset;
const problem = document.getElementById("problem");
const found = document.getElementById("found");
const form = document.getElementById("bulk");
const begin = document.getElementById("begin");

function say(sentence) {
  document.getElementById("said").textContent = sentence;
}

function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function showProblems(problems, title = words.nothing) {
  document.getElementById("problem-title").textContent = title;
  const lines = problems.map((one) => {
    const line = document.createElement("li");
    const place = [one.row ? fill(words.row, { row: one.row }) : "", one.column].filter(Boolean).join(", ");
    if (place) {
      const strong = document.createElement("strong");
      strong.textContent = `${place}: `;
      line.append(strong);
    }
    line.append(one.sentence);
    return line;
  });
  document.getElementById("problems").replaceChildren(...lines);
  problem.hidden = !lines.length;
  if (lines.length) {
    problem.focus();
    problem.scrollIntoView({ block: "nearest" });
  }
}

function showFound(got) {
  const sentences = [fill(words.found, { count: got.rows })];
  if (got.repeats.length) sentences.push(fill(words.repeats, { count: got.repeats.length }));
  document.getElementById("found-text").textContent = sentences.join(" ");
  found.hidden = false;
}

// What is sent now, what was asked for meanwhile, and whether the form changed since.
let sent = "";
let next = "";
let changed = false;

function busy(step) {
  sent = step;
  form.setAttribute("aria-busy", String(step !== ""));
  for (const button of form.querySelectorAll("button")) button.disabled = step === "begin";
  // Not the other button: growing, it would move this one away from under a finger.
  begin.ariaBusy = String(step === "begin");
}

// Keeps what was pressed while something is sent, and says that it was heard.
function keepForLater(step) {
  if (step === "look") changed = true;
  if (next !== "begin") next = step;
  if (step === "begin" && sent === "look") {
    begin.ariaBusy = "true";
    say(words.later);
  }
}

// One thing at a time: a second press would have a list begun twice.
async function send(step) {
  if (sent) {
    keepForLater(step);
    return;
  }
  changed = false;
  busy(step);
  say(step === "begin" ? words.sending : words.looking);
  let got = unheard(step);
  try {
    got = await give(step);
  } finally {
    // Also after a fault nobody sits before dead buttons.
    if (!got.bulk) busy("");
  }
  if (got.bulk) {
    location.assign(`/bulk/${got.bulk}`);
    return;
  }
  show(got);
  const wanted = next;
  next = "";
  // Whoever pressed it twice has read no problem yet; and what a look found wrong would
  // only be found once more in the same file.
  const isKnownWrong = wanted === "begin" && got.problems.length > 0 && !changed;
  if (wanted && step === "look" && !isKnownWrong) await send(wanted);
}

// Nobody knows whether what gave no answer came.
function unheard(step) {
  if (step === "look") return { title: words.unseen, problems: [{ sentence: words.away }] };
  return { title: words.unknown, problems: [{ sentence: words.again }] };
}

// Who answers so does not say what became of it: a fault, and the front without the web.
const UNHEARD = new Set([500, 502, 504]);

// Sends the form as it stands, so that the page and the chosen file stay.
async function give(step, again = true) {
  const body = new FormData(form);
  body.set("do", step);
  const response = await fetch(form.action, {
    method: "POST",
    body,
    headers: { Accept: "application/json" },
  }).catch(() => null);
  // Somebody who signed in again in another tab has a new token; this form's is old.
  if (response?.status === 403 && again && (await renewed())) return give(step, false);
  // The line may break behind an answer's first bytes.
  const got = await json(response);
  if (!got && response?.status === 413) return { problems: [{ sentence: words.large }] };
  if (!got || UNHEARD.has(response.status)) return unheard(step);
  return response.ok || got.problems ? got : { problems: [{ sentence: got.message }] };
}

async function json(response) {
  const is = response?.headers.get("Content-Type")?.startsWith("application/json");
  return is ? response.json().catch(() => null) : null;
}

async function renewed() {
  const response = await fetch("/session", { headers: { Accept: "application/json" } }).catch(() => null);
  const token = response?.ok ? (await json(response))?.csrf_token : "";
  const field = form.elements.csrf_token;
  if (!token || token === field.value) return false;
  field.value = token;
  return true;
}

function show(got) {
  found.hidden = true;
  if (!got.columns) {
    showProblems(got.problems, got.title);
    return;
  }
  const options = got.columns.map((name) => new Option(name, name));
  document.getElementById("columns").replaceChildren(...options);
  showProblems(got.problems);
  if (!got.problems.length) {
    showFound(got);
    say(document.getElementById("found-text").textContent);
  }
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send(event.submitter?.value ?? "begin");
  });
  const file = document.getElementById("file");
  form.addEventListener("change", (event) => {
    if (event.target.closest("fieldset, #file") && file.files.length) void send("look");
  });
  // A page that a browser kept as it was left is one where nothing is sent.
  addEventListener("pageshow", (event) => event.persisted && busy(""));
}

// The rest of a list: a second press would send the file once more. Who broke the page
// off (Escape) may press again after a while.
const PRESSED_MS = 10_000;
const rest = document.getElementById("rest");
rest?.addEventListener("submit", (event) => {
  if (rest.ariaBusy === "true") {
    event.preventDefault();
    return;
  }
  rest.ariaBusy = "true";
  setTimeout(() => { rest.ariaBusy = "false"; }, PRESSED_MS);
});
addEventListener("pageshow", (event) => {
  if (event.persisted && rest) rest.ariaBusy = "false";
});

// A list in work: the figures follow, and the page is shown anew when its state changes.
const progress = document.getElementById("progress");
if (progress && (progress.dataset.state === "running" || progress.dataset.reading === "true")) {
  const look = setInterval(async () => {
    const response = await fetch(location.pathname, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!response?.ok) return;
    const got = await response.json();
    const ended = got.rows - got.counts.left;
    for (const [name, value] of [["taken", got.taken], ["ended", ended]]) {
      const bar = document.getElementById(name);
      if (!bar) continue;
      bar.value = value;
      document.getElementById(`${name}-of`).textContent = `${value.toLocaleString(document.documentElement.lang)} / ${got.rows.toLocaleString(document.documentElement.lang)}`;
    }
    for (const [name, value] of Object.entries(got.counts)) {
      document.getElementById(`count-${name}`).textContent = value.toLocaleString(document.documentElement.lang);
    }
    if (got.state !== progress.dataset.state || String(got.reading) !== progress.dataset.reading) {
      clearInterval(look);
      location.reload();
    }
  }, 3000);
}
