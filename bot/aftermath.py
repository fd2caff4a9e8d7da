"""What 小爱 says when something did not surely arrive."""

from bot.letters import Ending, Letter, Row
from prompts.loader import Speech


def about(row: Row, ending: Ending, number: str, sentences: Speech, *, is_too_large: bool) -> Letter | None:
    """The letter about one that was not surely delivered, None where nothing is to be said. `number` is that of its job.

    About a notice she says nothing: it would not end.
    """
    letter = row.letter
    if letter.purpose in ("notice", "relay"):
        return None
    if letter.purpose == "result":
        key = "job.failed.too_large_here" if is_too_large else "job.failed.undeliverable"
        text = sentences.render("job.uncertain_delivery" if ending == "uncertain" else key, {"number": number})
    elif ending == "uncertain":
        text = sentences.render("answer.uncertain", {})
    else:
        return None
    return Letter(
        letter.to,
        text,
        purpose="notice",
        reply_to=letter.reply_to,
        member_id=letter.member_id,
        job_id=letter.job_id,
        client_id=f"about-{row.id}",
    )
