/** Whether a text is a JSON object. */
export function isJsonObject(text: string): boolean {
  try {
    JSON.parse(text);
    return text.trimStart().startsWith("{");
  } catch {
    return false;
  }
}
