// Finds entries whose titles or first sentences hold every word, titles first.
const input = document.getElementById("search");
const found = document.getElementById("found");
const most = 12;

function rankOf([title, , text], words) {
  const name = title.toLowerCase(), all = (title + " " + text).toLowerCase();
  if (!words.every((word) => all.includes(word))) return 0;
  const last = name.split(".").pop();
  if (last === words.join(" ")) return 4;
  if (last.startsWith(words[0])) return 3;
  return words.every((word) => name.includes(word)) ? 2 : 1;
}

function search() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  found.textContent = "";
  if (words.length === 0) return;
  const hits = searchIndex.map((target) => [rankOf(target, words), target]).filter(([rank]) => rank > 0);
  hits.sort((a, b) => b[0] - a[0]);
  for (const [, [title, place, text]] of hits.slice(0, most)) {
    const item = document.createElement("li"), link = document.createElement("a"), about = document.createElement("small");
    link.href = place;
    link.textContent = title;
    about.textContent = text;
    item.append(link, about);
    found.append(item);
  }
  if (hits.length === 0) found.textContent = "nothing found";
}

input.addEventListener("input", search);
input.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && found.querySelector("a")) location.href = found.querySelector("a").href;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== input) {
    event.preventDefault();
    input.focus();
  }
});
