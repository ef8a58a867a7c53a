import type { Page } from 'playwright-core';

/** Waits for the page of GraphiQL, with its editors. */
export async function openGraphiql(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForSelector('.editors .monaco-editor .view-lines');
}

/** Replaces the operation in the editor, all of it at once. */
export async function typeOperation(page: Page, text: string): Promise<void> {
  await page.click('.tools > .split-first .view-lines');
  await page.keyboard.press('ControlOrMeta+A');
  // A bracket would be put around what is selected.
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(text);
}
