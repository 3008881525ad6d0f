"""The demo town: Drammen in small, made through the actions with synthetic people.

Everything that happens in it happens through the same use cases as in a municipality, at the
moment it is said to have happened. Read `units`, `staff`, `residents`, then `stories`.
"""
