"""kernel-news.py: changes routes, and tells when the kernel announced a neighbor.

Reads one JSON document a line, answers each with one line:
  {"routes": [["add" | "replace" | "del", PREFIX, GATEWAY, DEVICE], ...]} -> {"sent": when the first was about to be sent}
  {"watch": [ADDRESS, ...]}        -> {"watching": how many}; news of these only are told from now on
  {"count": DEVICE, "mark": BYTE}  -> {"written": entries with this NDA_PROTOCOL, "valid": with a MAC to send to, "time"}
News: {"address", "kind": "valid" | "other" | "deleted", "time": when it was received}.
Times are milliseconds since the epoch, of this process: what was sent and what was heard have one clock and one observer.
IPv4 only. The first line is {"ready": true}.
"""

import errno
import json
import select
import socket
import struct
import sys
import time

RTM_NEWROUTE, RTM_DELROUTE = 24, 25
RTM_NEWNEIGH, RTM_DELNEIGH, RTM_GETNEIGH = 28, 29, 30
NLMSG_ERROR, NLMSG_DONE = 2, 3
NLM_F_REQUEST, NLM_F_ACK, NLM_F_DUMP = 1, 4, 0x300
NLM_F_REPLACE, NLM_F_EXCL, NLM_F_CREATE = 0x100, 0x200, 0x400
NDA_DST, NDA_PROTOCOL, NDA_IFINDEX = 1, 12, 8
RTA_DST, RTA_OIF, RTA_GATEWAY = 1, 4, 5
RTMGRP_NEIGH = 4
SO_RCVBUFFORCE = 33
SOL_NETLINK, NETLINK_GET_STRICT_CHK = 270, 12
VALID = 0x02 | 0x04 | 0x08 | 0x10 | 0x80  # REACHABLE, STALE, DELAY, PROBE, PERMANENT
FLAGS = {"add": NLM_F_CREATE | NLM_F_EXCL, "replace": NLM_F_CREATE | NLM_F_REPLACE, "del": 0}
ROUTES_A_SEND = 100
ROOM = 64 << 20


def now():
    return time.time() * 1000


def attribute(kind, value):
    return struct.pack("=HH", 4 + len(value), kind) + value + b"\0" * (-len(value) % 4)


def route(action, prefix, gateway, device, sequence):
    destination, length = prefix.split("/")
    body = struct.pack("=8BI", socket.AF_INET, int(length), 0, 0, 254, 4, 0, 1, 0)
    body += attribute(RTA_DST, socket.inet_aton(destination))
    body += attribute(RTA_GATEWAY, socket.inet_aton(gateway))
    body += attribute(RTA_OIF, struct.pack("=I", socket.if_nametoindex(device)))
    kind = RTM_DELROUTE if action == "del" else RTM_NEWROUTE
    flags = NLM_F_REQUEST | NLM_F_ACK | FLAGS[action]
    return struct.pack("=IHHII", 16 + len(body), kind, flags, sequence, 0) + body


def messages(data):
    at = 0
    while at + 16 <= len(data):
        length, kind = struct.unpack_from("=IH", data, at)
        yield kind, at + 16, at + length
        at += (length + 3) & ~3


def attributes(data, at, end):
    while at + 4 <= end:
        length, kind = struct.unpack_from("=HH", data, at)
        yield kind, data[at + 4 : at + length]
        at += (length + 3) & ~3


class Routes:
    def __init__(self):
        self.socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)

    def change(self, changes):
        batches = []
        for first in range(0, len(changes), ROUTES_A_SEND):
            some = changes[first : first + ROUTES_A_SEND]
            batches.append((len(some), b"".join(route(*one, i) for i, one in enumerate(some))))
        sent = now()
        for count, batch in batches:
            self.socket.send(batch)
            while count > 0:
                data = self.socket.recv(1 << 16)
                for kind, at, _ in messages(data):
                    (code,) = struct.unpack_from("=i", data, at)
                    if kind == NLMSG_ERROR and code != 0:
                        raise OSError(-code, f"route: {errno.errorcode.get(-code)}")
                    count -= 1
        return {"sent": sent}


def count(device, mark):
    """By the kernel's own dump of the table."""
    rows = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
    rows.setsockopt(SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1)
    body = struct.pack("=BxxxiHBB", socket.AF_INET, 0, 0, 0, 0)
    body += attribute(NDA_IFINDEX, struct.pack("=I", socket.if_nametoindex(device)))
    flags = NLM_F_REQUEST | NLM_F_DUMP
    rows.send(struct.pack("=IHHII", 16 + len(body), RTM_GETNEIGH, flags, 1, 0) + body)
    written = valid = 0
    marked = attribute(NDA_PROTOCOL, bytes([mark]))
    while True:
        data = rows.recv(1 << 18)
        for kind, at, end in messages(data):
            if kind == NLMSG_DONE:
                rows.close()
                return {"written": written, "valid": valid, "time": now()}
            # a third of the time that a walk over the attributes takes
            if kind == RTM_NEWNEIGH and data.find(marked, at + 12, end) >= 0:
                written += 1
                valid += bool(data[at + 8] & VALID)


class News:
    def __init__(self):
        self.socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
        try:
            self.socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, ROOM)
        except PermissionError:  # not root of the first user namespace: what the sysctl allows
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, ROOM)
        self.socket.bind((0, RTMGRP_NEIGH))
        self.watched = frozenset()

    def read(self):
        try:
            data = self.socket.recv(1 << 16)
        except OSError as error:
            if error.errno != errno.ENOBUFS:
                raise
            return  # lost some: who waits for one of them will say so
        received = now()
        for kind, at, end in messages(data):
            if kind not in (RTM_NEWNEIGH, RTM_DELNEIGH) or data[at] != socket.AF_INET:
                continue
            address = next((value for name, value in attributes(data, at + 12, end) if name == NDA_DST), None)
            if address not in self.watched:
                continue
            is_valid = "valid" if data[at + 8] & VALID else "other"
            tell(
                {
                    "address": socket.inet_ntoa(address),
                    "kind": "deleted" if kind == RTM_DELNEIGH else is_valid,
                    "time": received,
                }
            )


def tell(document):
    print(json.dumps(document), flush=True)


def main():
    routes, news = Routes(), News()
    tell({"ready": True})
    while True:
        # also ends when whoever reads us is gone
        readable, _, _ = select.select([news.socket, sys.stdin], [], [])
        if news.socket in readable:
            news.read()
        if sys.stdin not in readable:
            continue
        line = sys.stdin.readline()
        if not line:
            return
        asked = json.loads(line)
        if "routes" in asked:
            tell(routes.change(asked["routes"]))
        elif "watch" in asked:
            news.watched = frozenset(map(socket.inet_aton, asked["watch"]))
            tell({"watching": len(news.watched)})
        else:
            tell(count(asked["count"], asked["mark"]))


main()
