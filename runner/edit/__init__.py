"""Pages changed as text: pure functions from a page and what happened to a new page. Writes no file."""
