"""Runs on disk: written while they happen, read back as they were. Runs nothing and judges nothing."""
