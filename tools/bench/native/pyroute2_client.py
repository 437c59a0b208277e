"""pyroute2_client.py write|delete COUNT FIRST DEVICE: one request, one acknowledgment, as its users write it.

Prints {"count":N,"wall":MICROSECONDS,"cpu":MICROSECONDS}.
"""

import ipaddress
import json
import socket
import sys
import time

from pyroute2 import IPRoute
from pyroute2.netlink.rtnl import ndmsg

EXT_LEARNED = 0x10
EXT_MANAGED = 1
MARK = 75

command, count, first, device = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
known = {entry[0] for entry in ndmsg.ndmsg.nla_map}
if not {"NDA_PROTOCOL", "NDA_FLAGS_EXT"} <= known:
    sys.exit("this pyroute2 knows no managed neighbors")

index = socket.if_nametoindex(device)
start = int(ipaddress.ip_address(first))
addresses = [str(ipaddress.ip_address(start + i)) for i in range(count)]
managed = {"state": 0, "flags": EXT_LEARNED, "flags_ext": EXT_MANAGED, "protocol": MARK}

with IPRoute() as ipr:
    wall, cpu = time.monotonic(), time.process_time()
    for address in addresses:
        if command == "write":
            ipr.neigh("replace", dst=address, ifindex=index, **managed)
        else:
            ipr.neigh("del", dst=address, ifindex=index)
    cpu, wall = time.process_time() - cpu, time.monotonic() - wall

print(json.dumps({"count": count, "wall": round(wall * 1e6), "cpu": round(cpu * 1e6)}))
