"""temporary"""

import os


def page_uris(paths, root):
    return [os.path.relpath(p, root) for p in paths]
