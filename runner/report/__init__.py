"""Events and results to what people and programs read. Decides nothing."""
