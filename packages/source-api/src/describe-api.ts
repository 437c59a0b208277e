/** OpenAPI 3.1 of the routes of this plugin, for its documentation. */
export async function describeApi(): Promise<unknown> {
  // nobody else pays for it
  const { openApiDocument } = await import('./open-api.js');
  return openApiDocument();
}
