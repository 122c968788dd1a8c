// With how many decimals numbers are shown: as few as it takes for what is shown to add up as it stands.

const MOST = 7;

/** A number as it is shown. */
export const rounded = (value, places) => Number(value.toFixed(places));

/** Whether a result that is shown with so many decimals is what comes out of other numbers that are shown. */
export const isShown = (made, result, places) => Math.abs(made - rounded(result, places)) < 0.5 * 10 ** -places - 1e-9;

/** The fewest decimals from `least` on with which something holds. */
export function fewest(least, holds) {
  let places = least;
  while (places < MOST && !holds(places)) places += 1;
  return places;
}
