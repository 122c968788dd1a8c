"""The decoder: every text and every path of small graphs, added up one by one."""

import itertools
import math
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lenet.errors import ModelError
from lenet.reading.texts.amount import amount_of, amounts
from lenet.reading.texts.automaton import DIGITS, SYMBOLS
from lenet.reading.texts.decoding import best_texts, graph_of_arcs, graph_of_matrix
from lenet.reading.texts.pattern import any_digits, automaton_of_pattern

EVERYTHING = automaton_of_pattern(".*")
AUTOMATA = {
    "everything": EVERYTHING,
    "digits": any_digits(),
    "two": any_digits(2),
    "amounts": amounts(),
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


def merged(texts, automaton):
    """The allowed texts' weighted probabilities by their digits and what they mean."""
    found = defaultdict(float)
    for text, probability in texts.items():
        if read := automaton.read(text):
            found[digits_of(text), read[1]] += probability * math.exp(read[0])
    return found


def check(source, texts, automaton):
    """The decoder with a beam that nothing falls out of, against all texts one by one."""
    decoded = best_texts(source, automaton, count=50, beam=5000, least=0)
    wanted = merged(texts, automaton)
    for candidate in decoded.candidates:
        probability = wanted[candidate.digits, candidate.meaning]
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


@pytest.mark.parametrize("name", AUTOMATA)
@pytest.mark.parametrize("seed", range(6))
def test_a_matrix_gives_what_all_its_paths_add_up_to(seed, name):
    matrix = random_matrix(seed)
    graph = graph_of_matrix(matrix, depth=math.inf)
    check(graph, texts_of_matrix(matrix), AUTOMATA[name])


@pytest.mark.parametrize("name", AUTOMATA)
@pytest.mark.parametrize("seed", range(6))
def test_arcs_give_what_all_their_paths_add_up_to(seed, name):
    arcs = random_arcs(seed)
    check(as_graph(5, arcs), texts_of_arcs(5, arcs), AUTOMATA[name])


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6), st.integers(0, 4), st.sampled_from(sorted(AUTOMATA)))
def test_any_small_matrix_gives_what_its_paths_add_up_to(seed, positions, name):
    matrix = random_matrix(seed, positions)
    check(graph_of_matrix(matrix, depth=math.inf), texts_of_matrix(matrix), AUTOMATA[name])


@pytest.mark.parametrize("seed", range(6))
def test_a_symbols_share_is_among_all_symbols_in_its_place(seed):
    matrix = random_matrix(seed, positions=6)
    texts = texts_of_matrix(matrix)
    decoded = best_texts(
        graph_of_matrix(matrix, depth=math.inf), EVERYTHING, count=8, beam=500, least=0
    )
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


def sure(text, positions=None, probability=0.999):
    """A matrix that is sure of a text: a symbol at every other position, blank between."""
    matrix = np.full((positions or 2 * len(text) + 1, 13), (1 - probability) / 12, np.float32)
    matrix[:, 0] = probability
    for k, symbol in enumerate(text):
        matrix[2 * k + 1, 0] = (1 - probability) / 12
        matrix[2 * k + 1, 1 + SYMBOLS.index(symbol)] = probability
    return np.log(matrix / matrix.sum(axis=1, keepdims=True))


def log_probability_of(text, matrix):
    """The sum over a text's paths through a matrix: CTC's forward pass (Graves et al. 2006)."""
    states = [0]
    for symbol in text:
        states += [1 + SYMBOLS.index(symbol), 0]
    rows = np.asarray(matrix, np.float64)
    ahead = np.full(len(states), -np.inf)
    ahead[:2] = rows[0, states[:2]]
    for row in rows[1:]:
        before, ahead = ahead, np.full(len(states), -np.inf)
        for s, symbol in enumerate(states):
            ways = [before[s], before[s - 1] if s else -np.inf]
            if s > 1 and symbol and symbol != states[s - 2]:
                ways.append(before[s - 2])
            ahead[s] = row[symbol] + np.logaddexp.reduce(ways)
    return np.logaddexp(*ahead[-2:])


def test_texts_of_the_same_amount_are_one_whatever_their_marks():
    matrix = np.logaddexp(sure("20.244", 15), sure("20244-", 15)) - math.log(2)
    one = best_texts(matrix, amounts())
    assert one.candidates[0].digits == "20244"
    assert amount_of("20244", one.candidates[0].meaning) == 20244
    assert len({candidate.digits for candidate in one.candidates}) > 1
    alone = best_texts(matrix, automaton_of_pattern("20.244"), count=1)
    assert one.candidates[0].log_probability > alone.candidates[0].log_probability + 0.5
    keys = [(candidate.digits, candidate.meaning) for candidate in one.candidates]
    assert len(set(keys)) == len(keys)


def test_a_candidates_meaning_is_that_of_its_text():
    for seed in range(20):
        matrix = np.log(np.random.default_rng(seed).dirichlet(np.full(13, 0.2), 12))
        for candidate in best_texts(matrix, amounts()).candidates:
            assert amounts().read(candidate.text)[1] == candidate.meaning


def test_spans_and_shares_are_those_of_digits_and_marks():
    (candidate,) = best_texts(sure("-5.12-"), amounts(), count=1).candidates
    assert candidate.text == "-5.12-"
    assert candidate.spans == tuple((2 * k + 1, 2 * k + 2) for k in range(6))
    assert len(candidate.shares) == 6
    assert min(candidate.shares) > 0.99


def test_shares_of_all_texts():
    decoded = best_texts(sure("12"), any_digits(2))
    assert decoded.log_all == pytest.approx(0, abs=0.01)
    assert 0.99 < math.exp(decoded.log_allowed) <= 1
    assert 0.99 < decoded.share_of_all(decoded.candidates[0]) <= 1
    improbable = best_texts(sure("12"), any_digits(3))
    assert math.exp(improbable.log_allowed) < 0.01
    assert improbable.candidates


def test_a_pattern_that_the_likely_classes_cannot_spell_is_found_among_all():
    matrix = sure("12", probability=1 - 1e-7)
    pattern = automaton_of_pattern("34")
    assert not best_texts(graph_of_matrix(matrix), pattern).candidates
    (candidate,) = best_texts(matrix, pattern).candidates
    assert candidate.digits == "34"
    assert candidate.log_probability == pytest.approx(log_probability_of("34", matrix), rel=1e-5)


def test_the_beam_keeps_what_the_pattern_needs():
    # Each digit by itself is likelier blank: the seven wanted ones are the unlikeliest of all.
    matrix = sure("1" * 7)
    matrix[1::2, 0] = math.log(0.9)
    decoded = best_texts(matrix, any_digits(7), count=1, beam=1)
    assert decoded.candidates[0].digits == "1111111"


def test_a_wider_beam_finds_no_less_and_hardly_more_where_a_text_is_likely():
    for seed in range(10):
        noise = np.random.default_rng(seed).dirichlet(np.full(13, 0.1), 17)
        matrix = np.log(0.9 * np.exp(sure("1.234.50")) + 0.1 * noise)
        found = [best_texts(matrix, amounts(), count=1, beam=beam) for beam in (1, 16, 400)]
        best = [decoded.candidates[0].log_probability for decoded in found]
        assert best[2] - found[2].log_allowed > math.log(0.2)
        assert best[0] <= best[2] + 1e-9
        assert best[1] == pytest.approx(best[2], abs=0.05)
        assert len({decoded.log_allowed for decoded in found}) == 1


def test_nothing_to_read_gives_no_candidates():
    for source in (np.zeros((0, 13)), np.full((4, 13), -np.inf), graph_of_arcs(3, [], [], [], [])):
        decoded = best_texts(source, any_digits())
        assert decoded.candidates == ()
        assert decoded.log_allowed == -math.inf
    (empty,) = best_texts(np.zeros((0, 13)), EVERYTHING).candidates
    assert (empty.text, empty.spans, empty.log_probability) == ("", (), 0.0)


def test_the_same_matrix_gives_the_same_on_many_threads():
    matrices = [np.log(np.random.default_rng(k).dirichlet(np.ones(13), 30)) for k in range(8)]
    alone = [best_texts(matrix, amounts()) for matrix in matrices]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda matrix: best_texts(matrix, amounts()), matrices)) == alone


def bad(matrix, value):
    matrix[0, 3] = value
    return matrix


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (np.zeros(13), "expected log probabilities (positions, 13), received (13,)"),
        (np.zeros((4, 12)), "expected log probabilities (positions, 13), received (4, 12)"),
        (bad(np.zeros((4, 13)), np.nan), "expected log probabilities that are numbers"),
        (bad(np.zeros((4, 13)), np.inf), "expected log probabilities that are numbers"),
        (np.zeros((50000, 13)), "too large for each other"),
    ],
)
def test_what_is_no_matrix_is_refused(source, message):
    with pytest.raises(ModelError) as refused:
        best_texts(source, amounts())
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("arcs", "message"),
    [
        ((3, [0], [0], [1], [0.0]), "expected arcs from a place to a later one"),
        ((3, [0], [3], [1], [0.0]), "expected arcs from a place to a later one"),
        ((3, [-1], [1], [1], [0.0]), "expected arcs from a place to a later one"),
        ((3, [0], [1], [12], [0.0]), "expected symbols from 0 to 11, or -1 for none"),
        ((3, [0], [1], [-2], [0.0]), "expected symbols from 0 to 11, or -1 for none"),
        ((3, [0], [1], [1], [np.nan]), "expected scores that are numbers"),
        ((3, [0, 0], [1], [1], [0.0]), "expected as many of each for the arcs"),
        ((3, [0.5], [1], [1], [0.0]), "expected a row of whole numbers"),
        ((0, [], [], [], []), "expected 1 to 1,048,575 places"),
    ],
)
def test_what_are_no_arcs_is_refused(arcs, message):
    with pytest.raises(ModelError) as refused:
        graph_of_arcs(*arcs)
    assert message in str(refused.value)


def test_too_narrow_beams_are_refused():
    with pytest.raises(ModelError, match="a beam of as many"):
        best_texts(sure("1"), amounts(), count=6, beam=5)
