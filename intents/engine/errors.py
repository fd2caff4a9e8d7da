"""What can be wrong with a sentence template."""


class TemplateError(Exception):
    """A sentence template cannot be used; the message is for the admin."""
