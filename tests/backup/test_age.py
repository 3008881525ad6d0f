"""The format a backup is enciphered in: what was written is read, and nothing else is."""

import io
import os

import pytest

from backup.adapters import age, bech32

# Made by another implementation of the format (age 1), of the text below, to this key.
SECRET = "AGE-SECRET-KEY-1LXAFLQ967UHCAXQUAW9NGC969Z4Y90CV9HXNMNAGYCR2WY8YAX2SGJSGPY"
OTHERS = (
    "6167652d656e6372797074696f6e2e6f72672f76310a2d3e2058323535313920413332414a417a6e306e4738"
    "79467871345266624a346f6d61335332436851596e624a726d4345635a58410a464d64784975715976684730"
    "4d50546c75354f466f3477416149714d77367067366654716c456332566b730a2d3e20267729226040352d67"
    "7265617365205544676a5a4c2048430a673844635a724a56314e6d524d486e3150686a306465787173483575"
    "5533636c413970315872507756394366777771375035484670712f6e2b6356656e4f38420a0a2d2d2d20634a"
    "3975666f4b6d77346f524b756d345046504952786b74472f7173643952796550644a2b735a58654e6f0a8a12"
    "bc849d2e91f6fa57caa531a481c1b39884b771e4237709d3213154ee4af73018181d8b7233f87c96ed01fe81"
)


def sealed(data: bytes, public: str) -> bytes:
    file = io.BytesIO()
    writer = age.Writer(file, public)
    for at in range(0, len(data), 40_000):
        writer.write(data[at : at + 40_000])
    writer.close()
    return file.getvalue()


def opened(file: bytes, secret: str) -> bytes:
    reader = age.Reader(io.BytesIO(file), secret)
    found = b""
    while piece := reader.read(10_000):
        found += piece
    return found


def test_what_another_program_of_the_format_wrote_is_read() -> None:
    assert opened(bytes.fromhex(OTHERS), SECRET) == b"sikkerhetskopi"


@pytest.mark.parametrize("size", [0, 1, age.CHUNK, age.CHUNK + 1, 3 * age.CHUNK])
def test_what_was_written_is_read_again_whatever_its_size(size: int) -> None:
    public, secret = age.new_keys()
    data = os.urandom(size)

    assert opened(sealed(data, public), secret) == data


def test_a_file_that_is_cut_mixed_or_changed_anywhere_is_refused() -> None:
    public, secret = age.new_keys()
    whole = sealed(os.urandom(3 * age.CHUNK), public)
    start = len(whole) - 3 * (age.CHUNK + age.TAG)  # of the chunks
    chunks = [whole[start + n * (age.CHUNK + age.TAG) :][: age.CHUNK + age.TAG] for n in range(3)]

    spoilt = [whole[:-1], whole[: len(whole) // 2], whole[:start], whole[:40], b"", whole + b"x"]
    spoilt += [whole[:start] + b"".join(chunks[:2])]  # the last is gone
    spoilt += [whole[:start] + chunks[1] + chunks[0] + chunks[2]]
    for at in (0, 30, 60, 120, start - 20, start - 1, start + 5, len(whole) - 1):
        spoilt.append(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])

    for file in spoilt:
        with pytest.raises((age.BrokenFileError, age.WrongKeyError)):
            opened(file, secret)


def test_another_key_opens_nothing_and_a_mistyped_one_is_none() -> None:
    public, secret = age.new_keys()
    file = sealed(b"hemmelig", public)

    with pytest.raises(age.WrongKeyError):
        opened(file, age.new_keys()[1])
    for typed in (
        "",
        "age1",
        public,
        secret[:-1],
        secret.replace(secret[-1], "Q" if secret[-1] != "Q" else "P"),
    ):
        with pytest.raises(age.KeyUnknownError):
            age.Reader(io.BytesIO(file), typed)
    with pytest.raises(age.KeyUnknownError):
        age.check_public(secret)
    assert bech32.decode("A12UEL5L".lower()) == ("a", b"")  # of BIP 173 itself
