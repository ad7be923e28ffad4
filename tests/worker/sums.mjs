// A quote adds up: every figure that is a sum of others is, whatever the cart.
import assert from "node:assert/strict";

const minor = (money) => money.amount_minor;
const sum = (list, figure) => list.reduce((total, one) => total + minor(figure(one)), 0);

function everyAmount(value, found = []) {
  if (value && typeof value === "object") {
    if ("amount_minor" in value) found.push(value);
    else Object.values(value).forEach((inner) => everyAmount(inner, found));
  }
  return found;
}

/** A line or the delivery: what is taken off, and what of the rest is tax. */
function assertLadder(step, from, includesTax, what) {
  const equal = (actual, expected, figure) => assert.equal(actual, expected, `${figure} of ${what}`);
  equal(minor(step.discounted), minor(from) - sum(step.discounts, (discount) => discount.amount), "discounted");
  equal(minor(step.tax), sum(step.taxes, (tax) => tax.tax), "tax");
  equal(minor(step.total), minor(step.net) + minor(step.tax), "total");
  equal(minor(includesTax ? step.total : step.net), minor(step.discounted), includesTax ? "total" : "net");
}

/** Asserts every sum of a quote as the storefront API gives it. */
export function assertSums(quote) {
  const { lines, shipping, prices_include_tax: includesTax } = quote;
  for (const amount of everyAmount(quote)) {
    assert.equal(amount.currency, quote.currency);
    assert.ok(Number.isSafeInteger(amount.amount_minor) && amount.amount_minor >= 0, `${amount.amount_minor}`);
  }
  for (const line of lines) {
    const equal = (actual, expected) => assert.equal(minor(actual), expected, `line ${line.line_id}`);
    equal(line.list, minor(line.list_unit) * line.quantity);
    equal(line.subtotal, minor(line.unit) * line.quantity);
    assertLadder(line, line.subtotal, includesTax, `line ${line.line_id}`);
  }
  if (shipping) assertLadder(shipping, shipping.price, includesTax, "the delivery");
  for (const figure of ["list", "subtotal", "discounted"]) assert.equal(minor(quote[figure]), sum(lines, (line) => line[figure]), figure);
  const steps = [...lines, ...(shipping ? [shipping] : [])];
  for (const figure of ["net", "tax", "total"]) assert.equal(minor(quote[figure]), sum(steps, (step) => step[figure]), figure);
  assert.equal(minor(quote.total), minor(quote.net) + minor(quote.tax));
  assert.equal(minor(quote.tax), sum(quote.taxes, (tax) => tax.tax));
  for (const { promotion, amount } of quote.discounts) {
    const parts = steps.flatMap((step) => step.discounts).filter((discount) => discount.promotion === promotion);
    assert.equal(minor(amount), sum(parts, (part) => part.amount), promotion);
  }
  const named = new Set(quote.discounts.map((discount) => discount.promotion));
  assert.ok(steps.flatMap((step) => step.discounts).every((discount) => named.has(discount.promotion)));
  if (shipping) assert.ok(quote.shipping_options.some((option) => option.rate === shipping.rate && minor(option.price) === minor(shipping.price)));
}
