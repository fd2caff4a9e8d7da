"""A QR code on the page, drawn here: what it holds lets whoever scans it in, and goes to no other machine."""


def drawn(content: str) -> str:
    """The code as SVG, black on white in light and dark; empty where segno is not installed, or it holds more than fits."""
    try:
        import segno
    except ModuleNotFoundError:
        return ""
    try:
        code = segno.make(content, error="l", micro=False)
    except segno.DataOverflowError:
        return ""
    return str(code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True))
