"""What a page shows held against what a program printed: pure comparison, no page and no shell."""
