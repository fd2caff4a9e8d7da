"""Gives the memory of a finished clip back to the system.

glibc raises its mmap threshold when large blocks are freed, and from then on keeps the frames of every clip in heaps that never
shrink: 108 MB became 233 MB over ten clips. With the threshold fixed they stayed at 167 MB (measured, benchmarks/clips.py).
"""

import ctypes
import sys

M_MMAP_THRESHOLD = -3
THRESHOLD_BYTES = 256 * 1024


def keep_flat() -> None:
    """Fix glibc's mmap threshold for this process. Nothing happens where the C library is another one."""
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(M_MMAP_THRESHOLD, THRESHOLD_BYTES)
