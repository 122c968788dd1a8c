"""The decoder: every text and every path of small graphs, added up one by one."""

import itertools
import math
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lenet.amount import amounts
from lenet.automaton import DIGITS, SYMBOLS
from lenet.decoding import best_texts, graph_of_arcs, graph_of_matrix, text_scores
from lenet.pattern import any_digits, automaton_of_pattern

EVERYTHING = automaton_of_pattern(".*")
AUTOMATA = {
    "everything": EVERYTHING,
    "digits": any_digits(),
    "two": any_digits(2),
    "amounts": amounts(),
    "strict": amounts(strict=True),
    "pattern": automaton_of_pattern(r"1?\d[-.]\d?"),
    "passing": automaton_of_pattern(r"\d\d").passing_over_marks(-1.5),
}


def digits_of(text):
    return "".join(symbol for symbol in text if symbol in DIGITS)


def spelled(path):
    """What a path of classes through a matrix spells: runs are one, blanks are nothing."""
    return "".join(SYMBOLS[c - 1] for c, _ in itertools.groupby(path) if c)


def texts_of_matrix(matrix):
    """The probability of each text: all paths of classes, one by one."""
    found = defaultdict(float)
    alive = [np.flatnonzero(row > -np.inf) for row in matrix]
    for path in itertools.product(*alive):
        found[spelled(path)] += math.exp(sum(row[c] for row, c in zip(matrix, path, strict=True)))
    return found


def texts_of_arcs(places, arcs):
    """The probability of each text: all paths of arcs, one by one."""
    found = defaultdict(float)

    def go_on(place, text, score):
        if place == places - 1:
            found[text] += math.exp(score)
        for start, end, symbol, more in arcs:
            if start == place:
                go_on(end, text + (SYMBOLS[symbol] if symbol >= 0 else ""), score + more)

    go_on(0, "", 0.0)
    return found


def merged(texts, automaton, by_marks):
    """The allowed texts' weighted probabilities by what they read and mean."""
    found = defaultdict(float)
    for text, probability in texts.items():
        if read := automaton.read(text):
            key = text if by_marks else digits_of(text)
            found[key, read[1]] += probability * math.exp(read[0])
    return found


def check(source, texts, automaton, by_marks=False):
    """The decoder with a beam that nothing falls out of, against all texts one by one."""
    decoded = best_texts(source, automaton, count=50, beam=5000, by_marks=by_marks)
    wanted = merged(texts, automaton, by_marks)
    for candidate in decoded.candidates:
        key = candidate.text if by_marks else candidate.digits
        probability = wanted[key, candidate.meaning]
        assert math.exp(candidate.log_probability) == pytest.approx(probability, rel=1e-4)
    assert len(decoded.candidates) == min(50, len(wanted))
    ranked = sorted(wanted.values(), reverse=True)[:50]
    assert [math.exp(c.log_probability) for c in decoded.candidates] == pytest.approx(
        ranked, rel=1e-4
    )
    assert math.exp(decoded.log_allowed) == pytest.approx(sum(wanted.values()), rel=1e-4)
    assert math.exp(decoded.log_all) == pytest.approx(sum(texts.values()), rel=1e-4)
    return decoded


def random_matrix(seed, positions=5, classes=4):
    """Log probabilities of a few classes at each position, the others impossible."""
    chance = np.random.default_rng(seed)
    matrix = np.full((positions, 13), -np.inf, np.float32)
    few = chance.choice(13, classes, replace=False)
    for row in matrix:
        row[few] = np.log(chance.dirichlet(np.ones(classes)))
    return matrix


def random_arcs(seed, places=5):
    chance = np.random.default_rng(seed)
    symbols = chance.integers(-1, 12, 5)
    return [
        (start, end, int(chance.choice(symbols)), float(np.float32(chance.normal())))
        for start, end in itertools.combinations(range(places), 2)
        for _ in range(chance.integers(0, 3))
    ]


def as_graph(places, arcs):
    columns = list(zip(*arcs, strict=True)) or [(), (), (), ()]
    return graph_of_arcs(places, *columns)


@pytest.mark.parametrize("by_marks", [False, True])
@pytest.mark.parametrize("name", AUTOMATA)
@pytest.mark.parametrize("seed", range(6))
def test_a_matrix_gives_what_all_its_paths_add_up_to(seed, name, by_marks):
    matrix = random_matrix(seed)
    graph = graph_of_matrix(matrix, depth=math.inf)
    check(graph, texts_of_matrix(matrix), AUTOMATA[name], by_marks)


@pytest.mark.parametrize("by_marks", [False, True])
@pytest.mark.parametrize("name", AUTOMATA)
@pytest.mark.parametrize("seed", range(6))
def test_arcs_give_what_all_their_paths_add_up_to(seed, name, by_marks):
    arcs = random_arcs(seed)
    check(as_graph(5, arcs), texts_of_arcs(5, arcs), AUTOMATA[name], by_marks)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6), st.integers(0, 4), st.sampled_from(sorted(AUTOMATA)))
def test_any_small_matrix_gives_what_its_paths_add_up_to(seed, positions, name):
    matrix = random_matrix(seed, positions)
    check(graph_of_matrix(matrix, depth=math.inf), texts_of_matrix(matrix), AUTOMATA[name])


@pytest.mark.parametrize("seed", range(4))
def test_a_texts_score_is_the_sum_of_its_paths(seed):
    matrix, arcs = random_matrix(seed), random_arcs(seed)
    for source, texts in (
        (matrix, texts_of_matrix(matrix)),
        (as_graph(5, arcs), texts_of_arcs(5, arcs)),
    ):
        wanted = [texts[text] for text in texts] + [0.0]
        asked = [*texts, "0123456789"]
        assert np.exp(text_scores(source, asked[: len(wanted)])) == pytest.approx(wanted, rel=1e-4)


@pytest.mark.parametrize("seed", range(6))
def test_a_symbols_share_is_among_all_symbols_in_its_place(seed):
    matrix = random_matrix(seed, positions=6)
    texts = texts_of_matrix(matrix)
    decoded = best_texts(graph_of_matrix(matrix, depth=math.inf), EVERYTHING, count=8, beam=500)
    for candidate in decoded.candidates:
        text = candidate.text
        for k, share in enumerate(candidate.shares):
            others = sum(texts[text[:k] + other + text[k + 1 :]] for other in SYMBOLS)
            assert share == pytest.approx(texts[text] / others, rel=1e-4)


@pytest.mark.parametrize("seed", range(6))
def test_spans_are_those_of_the_likeliest_path(seed):
    matrix = random_matrix(seed)
    decoded = best_texts(graph_of_matrix(matrix, depth=math.inf), EVERYTHING, count=1, beam=500)
    (candidate,) = decoded.candidates
    paths = [
        path
        for path in itertools.product(*(np.flatnonzero(row > -np.inf) for row in matrix))
        if digits_of(spelled(path)) == candidate.digits
    ]
    best = max(paths, key=lambda path: sum(row[c] for row, c in zip(matrix, path, strict=True)))
    assert candidate.text == spelled(best)
    spans, place = [], 0
    for symbol, run in itertools.groupby(best):
        length = len(list(run))
        if symbol:
            spans.append((place, place + length))
        place += length
    assert candidate.spans == tuple(spans)
