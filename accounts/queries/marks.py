"""What waits to be computed anew."""

from accounts.models import StaleMark


def bulk_work_waits() -> bool:
    """True when there is work for the workers that may take long."""
    return StaleMark.objects.filter(bulk=True).exists()
