"""What the family calls a job: 12, and 12-2 for the second of several that were asked for together."""


def label(number: int, batch: int) -> str:
    """The label of the job with this number; `batch` is the number of the first it was asked for with, 0 for one by itself."""
    # Rows of one batch are written in one transaction by the store's one writer: their numbers follow each other.
    return f"{batch}-{number - batch + 1}" if batch else str(number)


def labelled(written: str) -> tuple[int, int]:
    """Number of the batch and place in it, from 1, of 12-2."""
    batch, _, place = written.partition("-")
    return int(batch), int(place)
