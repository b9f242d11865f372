"""Text of a page to its outline and its procedure. Runs nothing and asks nothing of the machine."""
