"""capture-frames.py DEVICE: prints each ARP, NS and NA frame of a device as one line of JSON.

The first line is {"ready": true}: frames from then on are seen. Works in a user namespace, without tcpdump.
"""

import ipaddress
import json
import select
import socket
import struct
import sys

ETH_P_ALL, ETH_P_ARP, ETH_P_IPV6 = 0x0003, 0x0806, 0x86DD
SO_RCVBUFFORCE, SO_TIMESTAMPNS = 33, 35  # include/uapi/asm-generic/socket.h
# thousands of neighbors are asked within milliseconds
ROOM = 64 << 20
ICMPV6, NEIGHBOR_SOLICIT, NEIGHBOR_ADVERT = 58, 135, 136


def mac(raw):
    return ":".join(f"{byte:02x}" for byte in raw)


def address(raw):
    return str(ipaddress.ip_address(raw))


def decode(frame):
    """What a frame asks or says; None for all but ARP, NS and NA."""
    ethertype = int.from_bytes(frame[12:14], "big")
    if ethertype == ETH_P_ARP and len(frame) >= 42:
        kind = {1: "arp-request", 2: "arp-reply"}.get(int.from_bytes(frame[20:22], "big"))
        sender, target = address(frame[28:32]), address(frame[38:42])
    elif ethertype == ETH_P_IPV6 and len(frame) >= 78 and frame[20] == ICMPV6:
        kind = {NEIGHBOR_SOLICIT: "ns", NEIGHBOR_ADVERT: "na"}.get(frame[54])
        sender, target = address(frame[22:38]), address(frame[62:78])
    else:
        return None
    if kind is None:
        return None
    return {
        "kind": kind,
        "sender": sender,
        "target": target,
        "source": mac(frame[6:12]),
        "destination": mac(frame[0:6]),
    }


def make_room(sniffer):
    try:
        sniffer.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, ROOM)
    except PermissionError:  # not root of the first user namespace: what the sysctl allows
        sniffer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, ROOM)


def main():
    device = sys.argv[1]
    sniffer = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    make_room(sniffer)
    # when it passed, however long it then waits for us
    sniffer.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    sniffer.bind((device, ETH_P_ALL))
    print('{"ready": true}', flush=True)
    while True:
        # also ends when whoever reads us is gone
        readable, _, _ = select.select([sniffer, sys.stdin], [], [])
        if sys.stdin in readable:
            return
        try:
            frame, [(_, _, stamp)], _, (_, _, packet_type, _, _) = sniffer.recvmsg(2048, 64)
        except OSError:  # the device went down; it may come back
            continue
        seen = decode(frame)
        if seen is None:
            continue
        seen["direction"] = "out" if packet_type == socket.PACKET_OUTGOING else "in"
        seconds, nanoseconds = struct.unpack("qq", stamp)
        seen["time"] = seconds * 1000 + nanoseconds / 1e6
        print(json.dumps(seen), flush=True)


main()
