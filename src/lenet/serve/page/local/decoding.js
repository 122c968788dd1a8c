// The likeliest text of a sweep and the path that spells it: connectionist temporal classification.
//
// chances  at each place the probability of each class; class 0 is blank

const BEAM = 24; // texts that are kept from one place to the next

/** The likeliest text of these classes: its sum over all paths, exact but for texts that fell out. */
export function likeliest(chances, classes) {
  let kept = new Map([["", { text: [], blank: 1, symbol: 0 }]]); // by text: sums of paths that end in blank, or in its last symbol
  for (const row of chances) {
    const found = new Map();
    const at = (text) => {
      const name = text.join();
      if (!found.has(name)) found.set(name, { text, blank: 0, symbol: 0 });
      return found.get(name);
    };
    for (const { text, blank, symbol } of kept.values()) {
      const same = at(text);
      same.blank += (blank + symbol) * row[0];
      if (text.length) same.symbol += symbol * row[text.at(-1)];
      for (const one of classes) at([...text, one]).symbol += row[one] * (one === text.at(-1) ? blank : blank + symbol);
    }
    const best = [...found.values()].sort((one, other) => sum(other) - sum(one)).slice(0, BEAM);
    const scale = sum(best[0]) || 1;
    kept = new Map(best.map(({ text, blank, symbol }) => [text.join(), { text, blank: blank / scale, symbol: symbol / scale }]));
  }
  return kept.values().next().value.text;
}

const sum = ({ blank, symbol }) => blank + symbol;

/** The class at each place on the likeliest path that spells a text. */
export function pathOf(chances, text) {
  const states = text.flatMap((symbol) => [0, symbol]).concat(0); // blank, symbol, blank, ...
  const log = (value) => Math.log(Math.max(value, 1e-30));
  let scores = states.map((symbol, state) => (state < 2 ? log(chances[0][symbol]) : -Infinity));
  const from = [];
  for (const row of chances.slice(1)) {
    const before = states.map((symbol, state) => {
      const skips = symbol && state > 1 && states[state - 2] !== symbol;
      const ways = [state, state - 1, ...(skips ? [state - 2] : [])].filter((one) => one >= 0);
      return ways.reduce((best, one) => (scores[one] > scores[best] ? one : best));
    });
    from.push(before);
    scores = states.map((symbol, state) => scores[before[state]] + log(row[symbol]));
  }
  let state = states.length > 1 && scores.at(-2) > scores.at(-1) ? states.length - 2 : states.length - 1;
  const path = [states[state]];
  for (const before of from.reverse()) path.unshift(states[(state = before[state])]);
  return path;
}
