// The index: a row a cluster, in the order of the list, and the names that rows refer to by number.

const LEVELS = ["Storyline", "Story", "Copies", "Single"];
const SINGLE = 3;

const readIndex = async () => {
  const lines = [];
  for (let chunk = 0; ; chunk += 1) {
    const element = document.getElementById(`index-${chunk}`);
    if (!element) break;
    for (const line of await inflate(element)) lines.push(line);
  }
  const names = JSON.parse(lines[0]);
  const rows = lines.slice(1).map((line, place) => {
    const [level, anchor, headline, rtl, lang, size, independent, outlets, languages, first, last, more] = JSON.parse(line);
    return { place, level, anchor, headline, rtl: rtl === 1, lang, size, independent, outlets, languages, first, last, more, folded: null };
  });
  return { names, rows, byAnchor: new Map(rows.map((row) => [row.anchor, row])) };
};

const counted = (n, one, many) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
const articlesOf = (n) => counted(n, "article", "articles");

const datesOf = (row) => {
  if (!row.first) return "no date";
  return row.first === row.last || !row.last ? row.first : `${row.first} to ${row.last}`;
};

// What a search looks through, made once.
const foldedOf = (index, row) => {
  if (row.folded === null) {
    const outlets = row.outlets.map((outlet) => index.names.outlets[outlet][0]).join(" ");
    row.folded = plain(`${row.headline} ${outlets} ${row.more}`);
  }
  return row.folded;
};

// Made while nothing else happens, so that the first search of a large report does not wait for it.
const foldInAdvance = (index) => {
  const later = window.requestIdleCallback || ((work) => setTimeout(() => work({ timeRemaining: () => 8 }), 50));
  let next = 0;
  const work = (idle) => {
    while (next < index.rows.length && idle.timeRemaining() > 2) {
      for (const end = Math.min(next + 50, index.rows.length); next < end; next += 1) foldedOf(index, index.rows[next]);
    }
    if (next < index.rows.length) later(work);
  };
  later(work);
};
