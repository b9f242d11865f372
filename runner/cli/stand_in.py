"""The command that serves the stand-in in the foreground. Knows no page."""

from __future__ import annotations

from pathlib import Path

import click


@click.group("stand-in")
def stand_in() -> None:
    """Serve a stand-in for a cloud service on this machine."""


@stand_in.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port; a free one if not given.")
@click.option(
    "--answers",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where Converse must use a tool, give it what DIR/TOOL.json holds.",
)
def bedrock(port: int, answers: Path | None) -> int:
    """Serve the stand-in for Amazon Bedrock in the foreground until Ctrl-C."""
    import signal
    import threading

    from runner.aws.stand_in import serve

    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with serve(port=port, answers=answers) as served:
        click.echo(served.url)
        click.echo(f"point the AWS CLI at it with AWS_ENDPOINT_URL={served.url}; Ctrl-C ends it", err=True)
        stopped.wait()
    return 0
