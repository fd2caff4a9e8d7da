"""The button between light and dark. Untouched, the page follows the system; the choice stays in the browser."""

from nicegui.element import Element


class ThemeButton(Element, component="theme.js"):
    """A sun or a moon."""
