"""The command line as `python -m runner.cli`. Adds nothing to it."""

from runner.cli.process import main

if __name__ == "__main__":
    main()
