class NotSent(Exception):
    """Why a notice did not go out, fit to show to a clerk. `for_good`: trying again cannot help."""

    def __init__(self, says: str, *, for_good: bool = False) -> None:
        super().__init__(says)
        self.for_good = for_good


class ChannelHangs(NotSent):
    """The other side did not come to an end in time: what else waits for this channel need not try at once."""
