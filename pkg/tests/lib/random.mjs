// Numbers that a seed gives again.

/** `next(n)`: a whole number below n; `pick(list)`; `chance(p)`. */
export function random(seed) {
  let state = (seed * 0x9e3779b9 + 0x85ebca6b) >>> 0;
  const draw = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const next = (below) => Math.floor(draw() * below);
  return { next, pick: (list) => list[next(list.length)], chance: (likely) => draw() < likely };
}
