"""Every error that Dateline raises on purpose. Each message says what to do next.

::

    DatelineError                 anything below; frontends show its message, never a traceback
    ├── UsageError                the caller asked for something that makes no sense
    ├── SettingsError             config/settings.toml or the environment holds a wrong value
    ├── LibraryError              the library cannot be opened, read or written
    │   ├── EmptyLibrary          there are no articles to answer from
    │   └── LibraryBusy           another process is writing
    ├── IndexUnavailable          the index is damaged and could not be rebuilt
    ├── ModelUnavailable          model weights or an embedding service cannot be used
    └── ReceiptError              a receipt is unreadable
"""


class DatelineError(Exception):
    """Base of all errors raised on purpose; ``str(error)`` is fit to be shown to a user."""


class UsageError(DatelineError):
    """The caller asked for something that makes no sense."""


class SettingsError(DatelineError):
    """A setting is unknown, of the wrong type or out of range."""


class LibraryError(DatelineError):
    """The library cannot be opened, read or written."""


class EmptyLibrary(LibraryError):
    """There are no articles to answer from."""


class LibraryBusy(LibraryError):
    """Another process is writing to the same data folder."""


class IndexUnavailable(DatelineError):
    """The index cannot be used and could not be rebuilt."""


class ModelUnavailable(DatelineError):
    """Model weights are missing or wrong, or an embedding service failed."""


class ReceiptError(DatelineError):
    """A receipt is unreadable or not a receipt."""
