// Chance that a seed decides, so that a run can be told apart from another.

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function diceOf(seed) {
  let state = seed >>> 0;
  const roll = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    roll,
    /** A whole number from `least` to `most`. */
    between: (least, most) => least + Math.floor(roll() * (most - least + 1)),
    happens: (share) => roll() < share,
    pick: (choices) => choices[Math.floor(roll() * choices.length)],
    hex: (bytes) => Array.from({ length: bytes }, () => Math.floor(roll() * 256).toString(16).padStart(2, "0")).join(""),
  };
}
