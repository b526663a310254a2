/**
 * Runs at the edge before anything is looked up: addresses of the console's views are not files, so they all lead
 * to the page that knows them; only the API reference is a page of its own. In the language of CloudFront Functions.
 */
export const consolePaths = `function handler(event) {
  var request = event.request;
  var name = request.uri.slice(request.uri.lastIndexOf('/') + 1);
  if (request.uri === '/docs' || request.uri === '/docs/') request.uri = '/docs/index.html';
  else if (name.indexOf('.') === -1) request.uri = '/index.html';
  return request;
}
`;
