"""Log lines that people can read and machines can split."""

import logging
import time

# What is on every record, and what Django, Celery and uvicorn add for themselves.
ORDINARY = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
FOR_OTHERS = frozenset({"request", "data", "color_message"})


class LineFormatter(logging.Formatter):
    """`2026-11-21T08:00:00Z INFO accounts.tasks Task not sent reason="…"`: extras as key=value."""

    default_time_format = "%Y-%m-%dT%H:%M:%SZ"
    default_msec_format = ""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")
        self.converter = time.gmtime

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        extras = record.__dict__.keys() - ORDINARY - FOR_OTHERS
        return super().formatMessage(record) + "".join(
            f" {key}={_value(record.__dict__[key])}" for key in sorted(extras)
        )


def _value(value: object) -> str:
    text = str(value)
    return repr(text) if " " in text or not text else text
