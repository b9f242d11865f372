"""How-To pages that run: read a page, run its blocks as steps, check what it promises."""

__version__ = "0.1.0"
