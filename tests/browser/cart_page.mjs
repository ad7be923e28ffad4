// What the tests of the cart touch on its page and in its drawer.

export const quantityOf = (scope, place = 0) => scope.getByLabel(/^Quantity of/).nth(place);

/** Opens all that is folded; one fold after another, since an open one is no longer among the closed. */
export async function openFolds(scope) {
  const closed = scope.locator(".cart-fold:not([open]) > summary");
  while ((await closed.count()) > 0) await closed.first().click();
}
