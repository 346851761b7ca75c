/* Swagger UI on the OpenAPI document of this server. Nothing is fetched from elsewhere: no validator badge, no remote schema. */
SwaggerUIBundle({
  url: document.getElementById('docs').dataset.document,
  dom_id: '#docs',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  presets: [SwaggerUIBundle.presets.apis],
  layout: 'BaseLayout',
  tryItOutEnabled: true,
  validatorUrl: null,
});
