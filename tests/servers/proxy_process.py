"""The proxy in a process of its own, for figures: it only delays, and tells no messages apart.

with proxy_process((server.host, server.port), delay=0.0025) as port:
    ...
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.servers.proxy import Proxy


@contextmanager
def proxy_process(target: tuple[str, int], delay: float = 0.0) -> Iterator[int]:
    """The port to go to instead of the target's; `delay` is seconds one way."""
    words = [sys.executable, "-m", "tests.servers.proxy_process", *map(str, (*target, delay))]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin
        assert process.stdout
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()  # it ends with us, however we end
            process.wait(30)


def main(words: list[str]) -> None:
    """Tell the port, and stay until stdin ends."""
    host, port, delay = words
    with Proxy((host, int(port)), delay=float(delay), parse=False) as proxy:
        sys.stdout.write(f"{proxy.port}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1:])
