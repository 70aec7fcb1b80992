"""Signing and encrypting SMB2 messages with the keys of a session.

Source: [MS-SMB2] 3.1.4.1 (signing), 3.1.4.2 (keys), 3.1.4.3 (encrypting), 2.2.41 (its header).
"""

from __future__ import annotations

import hashlib
import hmac
import os
import struct
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESCCM, AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.cmac import CMAC
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.kbkdf import KBKDFHMAC, CounterLocation, Mode

from fbi_uploader.transfer.backends.smb.messages import Command, GarbledError

Bytes = bytes | bytearray | memoryview


class Sign(Protocol):
    """Makes the signature of a message, 16 bytes."""

    def __call__(self, message: Bytes, number: int, flags: int, rest: Bytes = b"", /) -> bytes:
        """Of `message` with 16 zeroes in its place, and `rest`, its end that lies elsewhere.

        `flags` are the nonce's, `number` the message's id.
        """


SMB_3_0 = 0x0300
SMB_3_1_1 = 0x0311

_HMAC_SHA256, _AES_CMAC, _AES_GMAC = 0, 1, 2
_LONG_KEY = 32
_CIPHER_KEY_BYTES = {1: 16, 2: 16, 3: _LONG_KEY, 4: _LONG_KEY}  # 2.2.3.1.2: CCM and GCM
_CIPHER_GCM = frozenset({2, 4})
_FROM_SERVER = 1
_IS_CANCEL = 2

SEALED = b"\xfdSMB"
_SEAL = struct.Struct("<4s16s16sIHHQ")
_SEAL_TAG_END = 20


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the two sides settled on: `dialect`, `signing` and `cipher` by their numbers.

    `preauth` is the hash over all that was said until then (SMB 3.1.1 only).
    """

    dialect: int
    signing: int
    cipher: int
    preauth: bytes


def signer(agreed: Agreed, session_key: bytes) -> Sign:
    """The signature that this dialect wants."""
    if agreed.dialect < SMB_3_0:
        return lambda message, _id, _flags, rest=b"": _hmac(session_key, message, rest)
    key = _derived(agreed, session_key, b"SMBSigningKey\0", (b"SMB2AESCMAC\0", b"SmbSign\0"), 16)
    if agreed.signing == _AES_GMAC:
        gcm, aes = AESGCM(key), AES(key)

        def gmac(message: Bytes, number: int, flags: int, rest: Bytes = b"", /) -> bytes:
            nonce = struct.pack("<QI", number, flags)
            # The former is quicker for little, and cannot take a message in two pieces.
            return _gmac(aes, nonce, message, rest) if rest else gcm.encrypt(nonce, b"", message)

        return gmac
    return lambda message, _id, _flags, rest=b"": _cmac(key, message, rest)


def _hmac(key: bytes, message: Bytes, rest: Bytes) -> bytes:
    mac = hmac.new(key, message, hashlib.sha256)
    mac.update(rest)
    return mac.digest()[:16]


def _gmac(aes: AES, nonce: bytes, message: Bytes, rest: Bytes) -> bytes:
    mac = Cipher(aes, GCM(nonce)).encryptor()
    mac.authenticate_additional_data(message)
    mac.authenticate_additional_data(rest)
    mac.finalize()
    return mac.tag


def _cmac(key: bytes, message: Bytes, rest: Bytes) -> bytes:
    mac = CMAC(AES(key))
    mac.update(bytes(message))
    mac.update(bytes(rest))
    return mac.finalize()


def flags_of(command: int, *, from_server: bool) -> int:
    """What the nonce of an AES-GMAC signature says beside the message's number (3.1.4.1)."""
    return (_FROM_SERVER if from_server else 0) | (_IS_CANCEL if command == Command.CANCEL else 0)


class Seal:
    """Encrypts what goes out and decrypts what comes in, for one session."""

    def __init__(self, agreed: Agreed, full_key: bytes, session: int) -> None:
        size = _CIPHER_KEY_BYTES.get(agreed.cipher, 16)
        key = full_key if size == _LONG_KEY else full_key[:16]
        out = _derived(agreed, key, b"SMBC2SCipherKey\0", (b"SMB2AESCCM\0", b"ServerIn \0"), size)
        back = _derived(agreed, key, b"SMBS2CCipherKey\0", (b"SMB2AESCCM\0", b"ServerOut\0"), size)
        kind = AESGCM if agreed.cipher in _CIPHER_GCM else AESCCM
        self._nonce_size = 12 if agreed.cipher in _CIPHER_GCM else 11
        self._out, self._back = kind(out), kind(back)
        self._session = session

    def close(self, message: Bytes) -> bytes:
        """`message` as it may be seen by anyone."""
        nonce = os.urandom(self._nonce_size)
        head = _SEAL.pack(
            SEALED, b"\0" * 16, nonce.ljust(16, b"\0"), len(message), 0, 1, self._session
        )
        hidden = self._out.encrypt(nonce, message, head[_SEAL_TAG_END:])
        return b"".join((SEALED, hidden[-16:], head[_SEAL_TAG_END:], memoryview(hidden)[:-16]))

    def open(self, sealed: memoryview) -> memoryview:
        """What was sealed for us. GarbledError when it was not."""
        if len(sealed) < _SEAL.size:
            raise GarbledError("a sealed message is too short")
        _, tag, nonce, size, _, flags, session = _SEAL.unpack_from(sealed)
        if flags != 1 or session != self._session:
            raise GarbledError("a sealed message of another session")
        hidden = b"".join((sealed[_SEAL.size :], tag))
        try:
            message = self._back.decrypt(
                nonce[: self._nonce_size], hidden, sealed[_SEAL_TAG_END : _SEAL.size]
            )
        except InvalidTag:
            raise GarbledError("a sealed message was changed on its way") from None
        if len(message) != size:
            raise GarbledError("a sealed message of another size")
        return memoryview(message)


def _derived(
    agreed: Agreed, key: bytes, label: bytes, older: tuple[bytes, bytes], size: int
) -> bytes:
    """A key of `size` bytes (3.1.4.2). `older`: label and context before SMB 3.1.1."""
    label, context = (label, agreed.preauth) if agreed.dialect >= SMB_3_1_1 else older
    function = KBKDFHMAC(
        algorithm=SHA256(),
        mode=Mode.CounterMode,
        length=size,
        rlen=4,
        llen=4,
        location=CounterLocation.BeforeFixed,
        label=label,
        context=context,
        fixed=None,
    )
    return function.derive(key)
