"""The certificates by which the machines of a cluster know each other, and what is wrong with them in words.

Whoever reaches a scheduler can have every worker run anything. So both sides show a certificate, and each
asks that the other's comes from the cluster's own authority (mutual TLS).
"""

import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tenmistakes.grading.stopped import Stopped

if TYPE_CHECKING:
    from distributed import Security

PATIENCE = 20.0
"""Seconds in which a scheduler must have answered."""


@dataclass(frozen=True)
class Certificates:
    """Files in PEM format; what is not given is taken from dask's own configuration."""

    authority: Path | None = None
    certificate: Path | None = None
    key: Path | None = None

    def security(self) -> "Security":
        """What dask needs to know. Raises :class:`Stopped` where a file is missing, no use, or expired."""
        from distributed import Security

        given = {
            "tls_ca_file": self.authority,
            "tls_client_cert": self.certificate,
            "tls_client_key": self.key,
        }
        security = Security(
            require_encryption=True, **{name: str(path) for name, path in given.items() if path is not None}
        )
        named = {
            "--tls-ca (the authority's certificate)": security.tls_ca_file,
            "--tls-cert (your certificate)": security.tls_client_cert,
        }
        for option, place in named.items():
            if not place:
                raise Stopped(
                    f"A cluster is reached with certificates only, and {option} is missing. Give it, or set "
                    "distributed.comm.tls in dask's configuration."
                )
            _look_at(place)
        if security.tls_client_key:
            _pem(security.tls_client_key)
        try:
            security.get_connection_args("client")
        except (OSError, ValueError) as error:
            raise Stopped(
                f"The certificate {security.tls_client_cert} and its key do not serve "
                f"({_said(error)}). Look at --tls-ca, --tls-cert and --tls-key."
            ) from error
        return security


def _look_at(place: str) -> None:
    """Raise :class:`Stopped` if the certificates at the place cannot be read, or have had their time."""
    from cryptography import x509

    try:
        found = x509.load_pem_x509_certificates(_pem(place))
    except ValueError as error:
        raise Stopped(f"{place} is no certificate in PEM format.") from error
    now = datetime.now(UTC)
    for certificate in found:
        begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
        if ends < now:
            raise Stopped(f"The certificate {place} expired on {ends:%d %B %Y}. Have a new one made.")
        if begins > now:
            raise Stopped(f"The certificate {place} is valid from {begins:%d %B %Y} on, which is not yet.")


def _pem(place: str) -> bytes:
    """What is in a file; dask's configuration may hold the text itself instead of a path."""
    try:
        return place.encode() if "\n" in place else Path(place).read_bytes()
    except OSError as error:
        raise Stopped(f"{place} cannot be read ({error.strerror}).") from error


def knock(address: str, security: "Security") -> None:
    """See whether a scheduler answers at the address and takes our certificate, as we take its own.

    dask itself would try again and again and then say that time is up. Raises :class:`Stopped`.
    """
    there = urlsplit(address)
    context: ssl.SSLContext = security.get_connection_args("client")["ssl_context"]
    try:
        with (
            socket.create_connection((there.hostname, there.port), PATIENCE) as plain,
            context.wrap_socket(plain, server_hostname=there.hostname) as safe,
        ):
            safe.recv(1)  # only now it is known whether the other side has taken our certificate
    except ssl.SSLCertVerificationError as error:
        raise Stopped(
            f"The certificate of the scheduler {address} is not accepted: {error.verify_message}. It has to "
            "be signed by the authority in --tls-ca, and in its time."
        ) from error
    except ssl.SSLError as error:
        raise Stopped(
            f"The scheduler {address} does not accept your certificate, or speaks no TLS ({_said(error)}). "
            "Ask whoever runs it for a certificate."
        ) from error
    except OSError as error:
        raise Stopped(
            f"No scheduler answers at {address} ({error.strerror or 'time is up'}). Look whether it runs, "
            "and whether the address is right."
        ) from error


def _said(error: Exception) -> str:
    """What the system or OpenSSL says, without the latter's capitals."""
    if isinstance(error, ssl.SSLError):
        return (error.reason or str(error)).replace("_", " ").lower()
    return getattr(error, "strerror", None) or str(error)
