"""Secrets of the outgoing webhook: sealed by the installation's own secret, so that a copy of the database alone gives none away."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from gangmu.foundation.kernel.errors import Refusal


def seal(plain: str) -> str:
    """Return a secret as it may lie in the database; nothing stays nothing."""
    return _fernet().encrypt(plain.encode()).decode() if plain else ""


def unseal(sealed: str) -> str:
    """Return the secret.

    Raises
    ------
    Refusal
        When it was sealed by another installation: a database restored without its secret.
    """
    if not sealed:
        return ""
    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Refusal(
            "notices.sealed", "外发通道的地址是用另一把密钥加密的，请由系统管理员重新填写"
        ) from None


def _fernet() -> Fernet:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"gangmu notices webhook")
    return Fernet(base64.urlsafe_b64encode(derive.derive(settings.SECRET_KEY.encode())))
