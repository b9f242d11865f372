"""A procedure and the reader's values to a plan. Runs nothing."""
