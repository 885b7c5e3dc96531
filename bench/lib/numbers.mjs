// Medians and tables.

export const sorted = (numbers) => [...numbers].sort((one, other) => one - other);
/** The value that this part of the sorted numbers is below. */
export const at = (numbers, part) => sorted(numbers)[Math.min(numbers.length - 1, Math.floor(numbers.length * part))];
export const median = (numbers) => at(numbers, 0.5);
export const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** Columns that compare each candidate with ours, in two parts and in one: "ours / this" and "plain / this". */
export function against(candidates, numbers) {
  const own = candidates.map(({ own }, index) => ({ own, number: numbers[index] })).filter(({ own }) => own);
  return {
    heads: own.map(({ own }) => `${own} / this`),
    cells: (index) => own.map(({ number }) => (number / numbers[index]).toFixed(2)),
  };
}

export function table(title, rows) {
  console.log(`\n${title}`);
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)));
  for (const row of rows) console.log("  " + row.map((cell, column) => (column ? String(cell).padStart(widths[column]) : String(cell).padEnd(widths[column]))).join("  "));
}
