"""The described JSON API: what programs may ask here, as OpenAPI 3.1."""
