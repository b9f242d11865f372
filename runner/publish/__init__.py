"""Pages and their recorded runs to a site: Markdown with result blocks, and what draws them. Runs no page."""
