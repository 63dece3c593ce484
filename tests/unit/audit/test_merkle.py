"""The tree is the one of RFC 6962; proofs hold exactly where they should."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import ProofError
from audit.merkle import (
    EMPTY_ROOT,
    CompactRange,
    Frontier,
    IntervalHash,
    check_consistency,
    check_inclusion,
    consistency_intervals,
    inclusion_intervals,
    leaf_hash,
    node_hash,
    prove,
    subtrees,
)

# Leaves and roots of the Certificate Transparency reference implementations' tests.
KNOWN_LEAVES = tuple(
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
)
KNOWN_ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def tree_hash(leaves: list[bytes]) -> Any:
    """RFC 9162 section 2.1.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return node_hash(tree_hash(leaves[:k]), tree_hash(leaves[k:]))


def some_leaves(count: int) -> Any:
    return [leaf_hash(b"%d" % number) for number in range(count)]


def frontier_of(leaves: list[bytes]) -> Any:
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_reference_implementations(size: int) -> None:
    leaves = [leaf_hash(line) for line in KNOWN_LEAVES[:size]]
    assert KNOWN_ROOTS[size - 1] == frontier_of(leaves).root().hex()


def test_root_of_no_leaves_is_the_hash_of_nothing() -> None:
    assert (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        == EMPTY_ROOT.hex()
        == Frontier().root().hex()
    )


@pytest.mark.parametrize("size", range(70))
def test_incremental_root_is_the_recursive_root(size: int) -> None:
    leaves = some_leaves(size)
    assert tree_hash(leaves) == frontier_of(leaves).root()


@pytest.mark.parametrize("size", range(1, 65))
def test_every_inclusion_proof_holds_and_no_other(size: int) -> None:
    leaves = some_leaves(size)
    root = tree_hash(leaves)
    for index in range(size):
        proof = prove(inclusion_intervals(index, size), leaves)
        check_inclusion(leaves[index], index, size, proof, root)
        wrong = [
            (leaf_hash(b"other"), index, size, proof, root),
            (leaves[index], index, size, [*proof, root], root),
            (leaves[index], index, size, proof[:-1], root) if proof else None,
            (leaves[index], index, size, proof, leaf_hash(b"other")),
            (leaves[index], (index + 1) % size, size, proof, root)
            if size > 1
            else None,
        ]
        for case in filter(None, wrong):
            with pytest.raises(ProofError):
                check_inclusion(*case)


@pytest.mark.parametrize("size", range(1, 65))
def test_every_consistency_proof_holds_and_no_other(size: int) -> None:
    leaves = some_leaves(size)
    root = tree_hash(leaves)
    for old in range(1, size + 1):
        old_root = tree_hash(leaves[:old])
        proof = prove(consistency_intervals(old, size), leaves)
        check_consistency(old, size, proof, old_root, root)
        forked = tree_hash([*leaves[: old - 1], leaf_hash(b"other")])
        wrong = [
            (old, size, proof, forked, root),
            (old, size, proof, old_root, leaf_hash(b"other")),
            (old, size, [*proof, root], old_root, root),
        ]
        if proof:
            wrong.append((old, size, [leaf_hash(b"x"), *proof[1:]], old_root, root))
        for case in wrong:
            with pytest.raises(ProofError):
                check_consistency(*case)


@pytest.mark.parametrize(
    ("index", "size", "hashes"),
    # RFC 9162 section 2.1.5: the tree of seven leaves d0..d6 and its audit paths.
    [
        (0, 7, [(1, 2), (2, 4), (4, 7)]),
        (3, 7, [(2, 3), (0, 2), (4, 7)]),
        (4, 7, [(5, 6), (6, 7), (0, 4)]),
        (6, 7, [(4, 6), (0, 4)]),
    ],
)
def test_audit_paths_are_those_of_the_rfc_example(
    index: int, size: int, hashes: list[tuple[int, int]]
) -> None:
    assert hashes == inclusion_intervals(index, size)


@pytest.mark.parametrize(
    ("old", "hashes"),
    # RFC 9162 section 2.1.5: proofs from the trees of 3, 4 and 6 to that of 7.
    [
        (3, [(2, 3), (3, 4), (0, 2), (4, 7)]),
        (4, [(4, 7)]),
        (6, [(4, 6), (6, 7), (0, 4)]),
        (7, []),
    ],
)
def test_consistency_proofs_are_those_of_the_rfc_example(
    old: int, hashes: list[tuple[int, int]]
) -> None:
    assert hashes == consistency_intervals(old, 7)


@pytest.mark.parametrize("size", range(40))
def test_compact_ranges_put_any_interval_in_its_place(size: int) -> None:
    leaves = some_leaves(size)
    for first in range(size + 1):
        for end in range(first, size + 1):
            left, right = CompactRange(0, first), CompactRange(end, size)
            for leaf in leaves[:first]:
                left.append(leaf)
            for leaf in leaves[end:]:
                right.append(leaf)
            tree = Frontier.of(first, left.hashes())
            for leaf in leaves[first:end]:
                tree.append(leaf)
            for level, digest in zip(subtrees(end, size), right.hashes(), strict=True):
                tree.append_subtree(level, digest)
            assert tree_hash(leaves) == tree.root()


@given(st.integers(0, 2**60), st.integers(0, 2**60))
def test_subtrees_tile_an_interval_with_few_hashes(begin: int, length: int) -> None:
    levels = subtrees(begin, begin + length)
    at = begin
    for level in levels:
        assert at % (1 << level) == 0
        at += 1 << level
    assert begin + length == at
    assert len(levels) <= 2 * (begin + length + 1).bit_length()


def test_frontier_holds_one_hash_per_bit_of_its_size() -> None:
    frontier = frontier_of(some_leaves(100))
    assert (100).bit_count() == len(frontier.hashes())
    again = Frontier.of(100, frontier.hashes())
    assert frontier.root() == again.root()


def test_copy_of_a_frontier_grows_alone() -> None:
    frontier = frontier_of(some_leaves(5))
    root = frontier.root()
    frontier.copy().append(leaf_hash(b"more"))
    assert (5, root) == (frontier.size, frontier.root())


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: Frontier.of(5, [EMPTY_ROOT]), "1 hashes for a tree of 5, expected 2"),
        (
            lambda: frontier_of(some_leaves(3)).append_subtree(1, EMPTY_ROOT),
            "a subtree of 2 does not fit at 3",
        ),
        (lambda: inclusion_intervals(3, 3), "no record 3 in a tree of 3"),
        (lambda: inclusion_intervals(-1, 3), "no record -1 in a tree of 3"),
        (lambda: consistency_intervals(0, 3), "no tree of 0 within a tree of 3"),
        (lambda: consistency_intervals(4, 3), "no tree of 4 within a tree of 3"),
        (
            lambda: IntervalHash((0, 2)).digest(),
            "leaves 0 to 2 are not all there",
        ),
        (
            lambda: IntervalHash((0, 2)).add(1, 0, EMPTY_ROOT),
            "leaf 1 came where another was expected",
        ),
    ],
)
def test_sizes_that_do_not_fit_are_named(
    act: Callable[[], object], message: str
) -> None:
    with pytest.raises(ProofError, match=message):
        act()
