/** Waits for what happens soon: asks again and again until the answer is true. @throws Error that names what was asked. */
export async function until(isSo: () => unknown, seconds = 20): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`Waited ${seconds} s in vain for ${String(isSo)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
