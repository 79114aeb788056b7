"""What passes by itself: errors after which the same call may succeed a minute later.

A network that is away, a storage that is busy.  Bad input never is: it says the same tomorrow.
"""

from __future__ import annotations

import errno
import sys

# The root of the errors of storage clients that are no OSError.  They are looked up among the modules that
# are loaded: none of these packages is needed, and one that was not imported has raised nothing.
CLIENTS = (
    ("botocore.exceptions", "BotoCoreError"),
    ("aiohttp", "ClientError"),
    ("requests", "RequestException"),
    ("azure.core.exceptions", "AzureError"),
    ("google.auth.exceptions", "GoogleAuthError"),
)
ERRNOS = frozenset(
    {
        errno.EAGAIN, errno.EBUSY, errno.ECONNABORTED, errno.ECONNREFUSED, errno.ECONNRESET, errno.EHOSTDOWN,
        errno.EHOSTUNREACH, errno.EIO, errno.ENETDOWN, errno.ENETRESET, errno.ENETUNREACH, errno.EPIPE,
        errno.ESTALE, errno.ETIMEDOUT,
    }
)  # fmt: skip


def of_storage() -> tuple[type[Exception], ...]:
    """What a storage may raise, for an `except`: OSError, and the errors of the clients that are loaded."""
    return OSError, *(getattr(sys.modules[module], name) for module, name in CLIENTS if module in sys.modules)


def passes(error: BaseException) -> bool:
    """Whether it is worth while to try again.

    >>> passes(ConnectionResetError()), passes(OSError(errno.ETIMEDOUT, "timed out"))
    (True, True)
    >>> passes(FileNotFoundError(errno.ENOENT, "not there")), passes(ValueError("bad input"))
    (False, False)
    """
    if isinstance(error, OSError) and not isinstance(error, TimeoutError | ConnectionError):
        return error.errno in ERRNOS or (error.__cause__ is not None and passes(error.__cause__))
    return isinstance(error, of_storage())
