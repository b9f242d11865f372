"""How the process of a command begins and ends: with Python's collector of cycles put off. Knows no command.

Modules and tables are built by the ten thousand, and none of them is ever garbage: the collector, which comes
every 700 objects, would look through them again and again.
"""

from __future__ import annotations

import gc

# Counts of references free what a run leaves; the collector is for rare cycles, and may wait. To wait longer
# would save nothing, and cost memory where thousands of pages are read.
_OBJECTS_BETWEEN_COLLECTIONS = 50_000


def main() -> None:
    """Run the command line and leave with the contract's exit status."""
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    from runner.cli.entry import main as run

    try:
        run()
    finally:
        # The system takes the memory back at once; Python would free it object by object.
        gc.freeze()
