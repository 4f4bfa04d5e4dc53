"""Merkle root of a recipient set (RFC 9162 shape): what an approval binds. Each row's nonce salts its leaf."""

import hashlib


class RootBuilder:
    """Feed leaves in order, take the root at the end; memory grows with the logarithm of their number."""

    def __init__(self) -> None:
        self._stack: list[tuple[int, bytes]] = []  # (height, digest)

    def add(self, row_id: bytes, blob: bytes) -> None:
        """One recipient: its identifier (16 bytes) and its encrypted blob."""
        height, digest = 0, hashlib.sha256(b"\x00" + row_id + blob).digest()
        while self._stack and self._stack[-1][0] == height:
            _, left = self._stack.pop()
            height, digest = height + 1, hashlib.sha256(b"\x01" + left + digest).digest()
        self._stack.append((height, digest))

    def root(self) -> str:
        """Hex root; of an empty set, the hash of nothing."""
        if not self._stack:
            return hashlib.sha256().hexdigest()
        digests = [digest for _, digest in self._stack]
        digest = digests.pop()
        while digests:
            digest = hashlib.sha256(b"\x01" + digests.pop() + digest).digest()
        return digest.hex()
