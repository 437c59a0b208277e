"""Loads the kernel modules that the scenarios need: the guest has no modprobe."""
import ctypes
import os
import pathlib

FINIT_MODULE = 313  # on x86-64
COMPRESSED = 4  # MODULE_INIT_COMPRESSED_FILE
# what one of them needs comes before it
NAMES = ["llc", "stp", "bridge", "veth", "dummy", "tun", "vrf"]

libc = ctypes.CDLL(None, use_errno=True)
folder = pathlib.Path("/modules") / os.uname().release
for name in NAMES:
    for file in folder.glob(f"kernel/**/{name}.ko*"):
        with open(file) as module:
            flags = 0 if file.suffix == ".ko" else COMPRESSED
            if libc.syscall(FINIT_MODULE, module.fileno(), b"", flags) != 0:
                print(f"{file.name}: {os.strerror(ctypes.get_errno())}", flush=True)
