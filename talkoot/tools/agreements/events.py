"""What other apps may care about."""

from __future__ import annotations

from dataclasses import dataclass

from talkoot.kernel.events import Event


@dataclass(frozen=True)
class AgreementOffered(Event):
    """The first text or an amendment waits for signatures."""

    agreement_id: int
    version_id: int


@dataclass(frozen=True)
class SignatureGiven(Event):
    """One party has signed; others may still be missing."""

    signature_id: int


@dataclass(frozen=True)
class AgreementSigned(Event):
    """All parties have signed the first text."""

    agreement_id: int


@dataclass(frozen=True)
class AgreementAmended(Event):
    """All parties have signed an amendment."""

    agreement_id: int
    version_id: int


@dataclass(frozen=True)
class AgreementDeclined(Event):
    """A party did not sign and said why; the text is a draft again."""

    agreement_id: int
    version_id: int
    party_id: int


@dataclass(frozen=True)
class AgreementTerminated(Event):
    agreement_id: int
