"""Keys, signatures and encryption against values that others published.

Source: Microsoft's Open Specifications blog, "SMB 2 and SMB 3 security in Windows 10: the anatomy
of signing and cryptographic keys" (keys); RFC 4493 (AES-CMAC); NIST SP 800-38D through
`cryptography` (AES-GMAC).
"""

from __future__ import annotations

import hashlib
import hmac
import struct

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESCCM, AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.cmac import CMAC
from hypothesis import given
from hypothesis import strategies as st

from fbi_uploader.transfer.backends.smb.messages import Command, GarbledError
from fbi_uploader.transfer.backends.smb.sealing import SMB_3_0, Agreed, Seal, flags_of, signer

PREAUTH = bytes.fromhex(
    "0DD13628CC3ED218EF9DF9772D436D0887AB9814BFAE63A80AA845F36909DB79"
    "28622DDDAD522D9751640A459762C5A9D6BB084CBB3CE6BDADEF5D5BCE3C6C01"
)
PUBLISHED = {
    # dialect: session key, signing key, client's encryption key, client's decryption key
    0x0300: (
        "7CD451825D0450D235424E44BA6E78CC",
        "0B7E9C5CAC36C0F6EA9AB275298CEDCE",
        "FAD27796665B313EBB578F388632B4F7",
        "B0F0427F7CEB416D1D9DCC0CD4F99447",
    ),
    0x0311: (
        "270E1BA896585EEB7AF3472D3B4C75A7",
        "73FE7A9A77BEF0BDE49C650D8CCB5F76",
        "629BCBC54422A0F572B97F45989B6073",
        "E2AF0DCEFAC68DA71A0DFBD0D1350D74",
    ),
}
MESSAGE = bytes(range(150))
CCM_128, GCM_128, CCM_256, GCM_256 = 1, 2, 3, 4
HEAD = struct.Struct("<4s16s16sIHHQ")


def keys(dialect: int) -> list[bytes]:
    return [bytes.fromhex(key) for key in PUBLISHED[dialect]]


def cmac(key: bytes, content: bytes) -> bytes:
    made = CMAC(AES(key))
    made.update(content)
    return made.finalize()


def derived(key: bytes, label: bytes, size: int) -> bytes:
    """SP 800-108, a counter of 32 bits before the rest, one round of HMAC-SHA256."""
    fixed = struct.pack(">I", 1) + label + b"\0" + PREAUTH + struct.pack(">I", 8 * size)
    return hmac.digest(key, fixed, hashlib.sha256)[:size]


def test_the_second_opinion_is_right() -> None:
    session_key, signing_key, out, back = keys(0x0311)
    assert derived(session_key, b"SMBSigningKey\0", 16) == signing_key
    assert derived(session_key, b"SMBC2SCipherKey\0", 16) == out
    assert derived(session_key, b"SMBS2CCipherKey\0", 16) == back


@pytest.mark.parametrize("dialect", PUBLISHED)
def test_signing_key(dialect: int) -> None:
    session_key, signing_key, *_ = keys(dialect)
    sign = signer(Agreed(dialect, 1, 2, PREAUTH), session_key)
    assert sign(MESSAGE, 5, 0) == cmac(signing_key, MESSAGE)


def test_cmac() -> None:
    key = bytes.fromhex("2b7e151628aed2a6abf7158809cf4f3c")
    content = bytes.fromhex("6bc1bee22e409f96e93d7e117393172a")
    assert cmac(key, content).hex() == "070a16b46b4d4144f79bdd9dd04a287c"
    assert cmac(key, b"").hex() == "bb1d6929e95937287fa37d129b756746"


def test_gmac_takes_the_number_and_the_role_for_its_nonce() -> None:
    session_key, signing_key, *_ = keys(0x0311)
    sign = signer(Agreed(0x0311, 2, 2, PREAUTH), session_key)
    for flags in (0, 1, 2, 3):
        nonce = (5).to_bytes(8, "little") + flags.to_bytes(4, "little")
        assert sign(MESSAGE, 5, flags) == AESGCM(signing_key).encrypt(nonce, b"", MESSAGE)
    assert [flags_of(Command.READ, from_server=way) for way in (False, True)] == [0, 1]
    assert [flags_of(Command.CANCEL, from_server=way) for way in (False, True)] == [2, 3]


def test_oldest_signature() -> None:
    sign = signer(Agreed(0x0210, 1, 0, b""), b"k" * 16)
    assert sign(MESSAGE, 5, 0) == hmac.digest(b"k" * 16, MESSAGE, hashlib.sha256)[:16]


@pytest.mark.parametrize("dialect", PUBLISHED)
@pytest.mark.parametrize("cipher", [CCM_128, GCM_128])
def test_what_is_sealed_opens_with_the_published_key(dialect: int, cipher: int) -> None:
    session_key, _, out, _ = keys(dialect)
    sealed = Seal(Agreed(dialect, 1, cipher, PREAUTH), session_key, 77).close(MESSAGE)
    magic, tag, nonce, size, reserved, flags, session = HEAD.unpack_from(sealed)
    assert (magic, size, reserved, flags, session) == (b"\xfdSMB", len(MESSAGE), 0, 1, 77)
    kind, length = (AESGCM, 12) if cipher == GCM_128 else (AESCCM, 11)
    assert nonce[length:] == bytes(16 - length)
    opened = kind(out).decrypt(nonce[:length], sealed[52:] + tag, sealed[20:52])
    assert opened == MESSAGE


def sealed_by_server(dialect: int, cipher: int, back: bytes, session: int = 77) -> bytearray:
    kind, length = (AESGCM, 12) if cipher in {2, 4} else (AESCCM, 11)
    nonce = bytes(range(length))
    head = HEAD.pack(*(b"\xfdSMB", bytes(16), nonce.ljust(16, b"\0"), len(MESSAGE), 0, 1, session))
    hidden = kind(back).encrypt(nonce, MESSAGE, head[20:])
    return bytearray(head[:4] + hidden[-16:] + head[20:] + hidden[:-16])


@pytest.mark.parametrize("dialect", PUBLISHED)
@pytest.mark.parametrize("cipher", [CCM_128, GCM_128])
def test_what_the_server_sealed_opens(dialect: int, cipher: int) -> None:
    session_key, _, _, back = keys(dialect)
    seal = Seal(Agreed(dialect, 1, cipher, PREAUTH), session_key, 77)
    assert seal.open(memoryview(sealed_by_server(dialect, cipher, back))) == MESSAGE


@pytest.mark.parametrize("cipher", [CCM_256, GCM_256])
@pytest.mark.parametrize("full", [b"k" * 16, b"k" * 32])
def test_long_keys_come_from_the_whole_session_key(cipher: int, full: bytes) -> None:
    """NTLM's is 16 bytes, Kerberos' 32."""
    back = derived(full, b"SMBS2CCipherKey\0", 32)
    seal = Seal(Agreed(0x0311, 1, cipher, PREAUTH), full, 77)
    assert seal.open(memoryview(sealed_by_server(0x0311, cipher, back))) == MESSAGE


def test_a_nonce_is_used_once() -> None:
    seal = Seal(Agreed(SMB_3_0, 1, 1, b""), b"k" * 16, 77)
    nonces = {bytes(seal.close(b"x")[20:36]) for _ in range(1000)}
    assert len(nonces) == 1000


@pytest.mark.parametrize("place", [4, 20, 36, 42, 44, 52, -1])
def test_one_bit_changed(place: int) -> None:
    session_key, _, _, back = keys(0x0311)
    seal = Seal(Agreed(0x0311, 1, 2, PREAUTH), session_key, 77)
    sealed = sealed_by_server(0x0311, 2, back)
    sealed[place] ^= 1
    with pytest.raises(GarbledError):
        seal.open(memoryview(sealed))


@given(st.binary(max_size=200))
def test_whatever_is_no_sealed_message(content: bytes) -> None:
    seal = Seal(Agreed(0x0311, 1, 2, PREAUTH), b"k" * 16, 77)
    whole = b"\xfdSMB" + content
    known = whole[:42] + struct.pack("<HQ", 1, 77) + whole[52:]
    for sealed in (whole, known):
        with pytest.raises(GarbledError):
            seal.open(memoryview(sealed))
