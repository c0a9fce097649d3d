"""A year of a county's trade, made for demonstrations and measurements: the same rows for the same seed.

`plan` decides what each school orders (pure), `trade` places the orders and what follows them through the services.
Nobody's name is in it: people are offices.
"""
