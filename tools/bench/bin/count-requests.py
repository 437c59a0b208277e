"""count-requests.py PID SECONDS: how often a process sends on a netlink socket, as {"requests": N, "calls": M}.

Every thread's system calls are looked at with ptrace, M in all; it runs on as before once this ends, however it ends.
"""

import ctypes
import json
import os
import signal
import struct
import sys

PTRACE_SYSCALL, PTRACE_SEIZE, PTRACE_INTERRUPT = 24, 0x4206, 0x4207
PTRACE_GET_SYSCALL_INFO, SYSCALL_ENTRY = 0x420E, 1
TRACESYSGOOD, TRACECLONE = 1, 8
WALL = 0x40000000
SYSCALL_STOP = signal.SIGTRAP | 0x80
# write, writev, sendto, sendmsg, sendmmsg
SENDS = {"x86_64": {1, 20, 44, 46, 307}, "aarch64": {64, 66, 206, 211, 269}}[os.uname().machine]

libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.restype = ctypes.c_long
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p]


def ptrace(request, thread, address=0, data=0):
    if libc.ptrace(request, thread, address, data) < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def netlink_inodes(pid):
    with open(f"/proc/{pid}/net/netlink") as table:
        return {row.split()[-1] for row in table}


class Over(Exception):
    pass


def over(*_):
    raise Over


def is_request(pid, info):
    """A send, and on a netlink socket: asked at each, since sockets come and go."""
    call, descriptor = struct.unpack_from("=QQ", info, 24)
    if call not in SENDS:
        return False
    target = os.readlink(f"/proc/{pid}/fd/{descriptor}")
    return target.startswith("socket:[") and target[8:-1] in netlink_inodes(pid)


def main():
    pid, seconds = int(sys.argv[1]), float(sys.argv[2])
    for thread in map(int, os.listdir(f"/proc/{pid}/task")):
        ptrace(PTRACE_SEIZE, thread, 0, TRACESYSGOOD | TRACECLONE)
        ptrace(PTRACE_INTERRUPT, thread)
    requests = calls = 0
    info = ctypes.create_string_buffer(88)
    signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        while True:
            thread, status = os.waitpid(-1, WALL)
            if not os.WIFSTOPPED(status):
                continue
            stop, passed_on = os.WSTOPSIG(status), 0
            if stop == SYSCALL_STOP:
                ptrace(PTRACE_GET_SYSCALL_INFO, thread, len(info), ctypes.addressof(info))
                if info.raw[0] == SYSCALL_ENTRY:
                    calls += 1
                    requests += is_request(pid, info.raw)
            elif status >> 16 == 0:
                passed_on = stop
            ptrace(PTRACE_SYSCALL, thread, 0, passed_on)
    except (Over, ChildProcessError):
        print(json.dumps({"requests": requests, "calls": calls}))


main()
