"""Which card is there. Loads torch."""

import os
from dataclasses import replace
from pathlib import Path

from generators.local.errors import NoSuchCard, NotInstalled
from generators.local.memory import Card


def find_card(number: int = 0, *, use_cpu: bool = False, at_most_bytes: int | None = None) -> Card:
    """The graphics card of that number, or the processor where there is none. Raises `NotInstalled`, `NoSuchCard`.

    `at_most_bytes` plans for less than the card has, for what else runs on it.
    """
    try:
        import torch
    except ImportError as error:
        raise NotInstalled("torch") from error
    host = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    is_cpu = use_cpu or not torch.cuda.is_available()
    count = 0 if is_cpu else torch.cuda.device_count()
    # The processor is one card, too.
    if number >= max(1, count):
        raise NoSuchCard(number, count)
    if is_cpu:
        card = Card("处理器（没有显卡）", "cpu", host, host)
    else:
        known = torch.cuda.get_device_properties(number)
        card = Card(known.name, f"cuda:{number}", known.total_memory, host, (known.major, known.minor))
    return card if at_most_bytes is None else replace(card, bytes=min(card.bytes, at_most_bytes))


def free_host_bytes() -> int:
    """What of the machine's memory programs can still have, as Linux counts it; all of it where that cannot be asked."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))
