"""How an action says that it did nothing, and why."""


class Refused(Exception):
    """Nothing was stored. `field` is the field the sentence is about, None for the whole."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
