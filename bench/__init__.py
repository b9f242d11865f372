"""Benchmarks; nothing here is part of the product."""
