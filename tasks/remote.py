"""What lies behind a URL: the fsspec filesystem that reaches it, and what its errors mean.

Some errors pass by themselves: a network that is away, a storage that is busy.  They are raised as Away,
never taken for what the input says: the same call may succeed a minute later.
"""

from __future__ import annotations

import contextlib
import errno
import re
import sys
from collections.abc import Iterator
from typing import Any

from tasks.refusal import Refusal

URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?:::[A-Za-z][A-Za-z0-9+.-]*)*://")
# The root of the errors of storage clients that are no OSError.  They are looked up among the modules that
# are loaded: none of these packages is needed, and one that was not imported has raised nothing.
CLIENTS = (
    ("botocore.exceptions", "BotoCoreError"),
    ("aiohttp", "ClientError"),
    ("requests", "RequestException"),
    ("azure.core.exceptions", "AzureError"),
    ("google.auth.exceptions", "GoogleAuthError"),
)
PASSING = frozenset(
    {
        errno.EAGAIN, errno.EBUSY, errno.ECONNABORTED, errno.ECONNREFUSED, errno.ECONNRESET, errno.EHOSTDOWN,
        errno.EHOSTUNREACH, errno.ENETDOWN, errno.ENETRESET, errno.ENETUNREACH, errno.EPIPE, errno.ESTALE,
        errno.ETIMEDOUT,
    }
)  # fmt: skip
# Errors of clients that do not pass by themselves, by name, and what helps.
KEYS = "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"
LASTING = {"NoCredentialsError": KEYS, "PartialCredentialsError": KEYS, "ProfileNotFound": KEYS}
EXTRAS = {"s3": "pip install 'cleancopy[s3]'", "s3a": "pip install 'cleancopy[s3]'"}  # by scheme
BROUGHT = {"abfss": "Install adlfs to access Azure"}  # schemes that fsspec learns from the package alone


class BadUrl(Refusal):
    """A URL whose scheme nobody knows, or needs a package that is not there."""


class Away(Refusal):
    """A storage does not answer, or not now.  It is worth while to try again."""


def is_remote(path: str) -> bool:
    """Whether a path is a URL that fsspec opens (of files to read `file://` was taken off long before)."""
    return URL.match(path) is not None


def filesystem(url: str) -> tuple[Any, str]:
    """The fsspec filesystem of a URL and the path in it.

    Raises BadUrl where the scheme is unknown or its package is not installed, with the remedy.
    """
    import fsspec  # only those who name a URL wait for it

    scheme = url.partition("://")[0]
    try:
        return fsspec.core.url_to_fs(url)
    except ImportError as error:
        how = f" ({EXTRAS[scheme]})" if scheme in EXTRAS else ""
        raise BadUrl(f"{url}: {scheme}:// needs a package that is not installed: {error}{how}") from error
    except ValueError as error:
        if scheme in BROUGHT:
            raise BadUrl(f"{url}: {scheme}:// needs a package that is not installed: {BROUGHT[scheme]}") from error
        raise BadUrl(f"{url}: fsspec knows no {scheme}://: {error}") from error


@contextlib.contextmanager
def reached(url: str) -> Iterator[None]:
    """Raise Away, which names the URL, for errors that pass by themselves.

    It is no OSError, so that nobody takes it for a file that is broken or gone; and unlike the errors of
    clients it survives the way from one process to another.

    >>> with reached("s3://news"):
    ...     raise ConnectionResetError("by peer")
    Traceback (most recent call last):
    tasks.remote.Away: s3://news: the storage does not answer (by peer); try again later
    """
    try:
        yield
    except _errors() as error:
        if _lasts(error):
            raise
        if helps := LASTING.get(type(error).__name__):
            raise PermissionError(errno.EACCES, f"{error}; {helps}") from error
        raise Away(f"{url}: the storage does not answer ({error}); try again later") from error


def _lasts(error: Exception) -> bool:
    passing = isinstance(error, ConnectionError | TimeoutError)
    return isinstance(error, OSError) and not passing and error.errno not in PASSING


def _errors() -> tuple[type[Exception], ...]:
    return OSError, *(getattr(sys.modules[module], name) for module, name in CLIENTS if module in sys.modules)
