"""A slow or lossy link, or one that swallows large packets: two TUN devices and this in between.

Owns delay, loss and the size that passes. Loss is by count and not by chance, so that a run can be
repeated. Started as a program of its own; says "ready" when both devices are there.
"""

import argparse
import fcntl
import heapq
import os
import select
import struct
import time

from network import enter

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000


def device(namespace: str, name: str) -> int:
    with open("/proc/self/ns/net") as before, open(namespace) as there:
        enter(there.fileno())
        tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
        enter(before.fileno())
    return tun


class Link:
    def __init__(self, ends: list[int], delay: float, drop_every: int, largest: int):
        self.other = {ends[0]: ends[1], ends[1]: ends[0]}
        self.delay, self.drop_every, self.largest = delay, drop_every, largest
        self.seen = 0
        self.waiting: list[tuple[float, int, int, bytes]] = []

    def take(self, end: int):
        try:
            packet = os.read(end, 65536)
        except (BlockingIOError, OSError):
            return
        self.seen += 1
        lost = self.drop_every and self.seen % self.drop_every == 0
        if lost or self.largest and len(packet) > self.largest:
            return
        due = time.monotonic() + self.delay
        heapq.heappush(self.waiting, (due, self.seen, self.other[end], packet))

    def deliver(self) -> float | None:
        """Hands over what is due; says how long the next has to wait."""
        while self.waiting:
            wait = self.waiting[0][0] - time.monotonic()
            if wait > 0:
                return wait
            _, _, end, packet = heapq.heappop(self.waiting)
            try:
                os.write(end, packet)
            except OSError:
                pass  # The device is not up yet, or gone.
        return None

    def run(self):
        wait = None
        while True:
            ready, _, _ = select.select(list(self.other), [], [], wait)
            for end in ready:
                self.take(end)
            wait = self.deliver()


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("place", nargs=2)
    arguments.add_argument("name", nargs=2)
    arguments.add_argument("--delay-ms", type=float, default=0)
    arguments.add_argument("--drop-every", type=int, default=0)
    arguments.add_argument("--largest", type=int, default=0)
    given = arguments.parse_args()
    ends = [device(place, name) for place, name in zip(given.place, given.name)]
    print("ready", flush=True)
    Link(ends, given.delay_ms / 1000, given.drop_every, given.largest).run()


if __name__ == "__main__":
    main()
