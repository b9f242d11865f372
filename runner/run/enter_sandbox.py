"""Within a sandbox, before the page's shell: hands out a socket that listens there and becomes the shell.

It must not import anything of ours: it runs by its path. Arguments: the descriptor that leads out, the port,
and the shell's command. A socket stays in the network where it was made, so a server outside answers within.
"""

import os
import signal
import socket
import sys


def main(way_out: int, port: int, command: list[str]) -> None:
    """Listen, hand out, and become the command."""
    with socket.socket(fileno=way_out) as outside, socket.socket() as listener:
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
        socket.send_fds(outside, [b"."], [listener.fileno()])
    # Python ignores these, and the shell would inherit that.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    os.execvp(command[0], command)  # noqa: S606 - the page's shell


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
