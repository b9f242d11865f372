"""A plan to events: the only room that starts programs and writes a page's files."""
