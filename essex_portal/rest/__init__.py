"""What every call of the API stands on: problem details, lists, limits, its OpenAPI description and reference page.

Knows Django and Ninja alone. The calls themselves live in each app's `api` room; `essex_portal.api` puts them together.
"""
