"""The use cases, and the only wiring: pages in, plans and events out. Prints nothing."""
