"""What the service is asked and what it answers, as its description at ``/openapi.json`` has it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from lenet.serve.edge.refusals import MEDIA_TYPE, REFUSALS, title

Numbers = list[Any]
"""Nested lists of numbers."""

Box = Annotated[list[int], Field(min_length=4, max_length=4)]


class Problem(BaseModel):
    """A refusal, as RFC 9457 has it; ``detail`` is one sentence for who asked."""

    type: str
    title: str
    status: int
    detail: str


class Steps(BaseModel):
    """What a picture became on its way to a network.

    ``box`` (x, y, width, height) is where in a picture of ``size`` the digit is, ``ink`` what is in
    it. Scaled to 20x20 it is put with its ``corner`` (row, column) into the 28x28 ``image``, so
    that its mass is in the middle. ``input`` is what the network takes.
    """

    size: list[int]
    box: Box
    ink: Numbers
    scaled: Numbers | None
    corner: list[int]
    image: Numbers
    input: Numbers


class Digit(BaseModel):
    """A network's answer to the picture of one digit.

    ``scores`` are probabilities by class. ``penalties`` are what the last layer of the network of
    1998 gives: the least is the answer.
    """

    network: str
    answer: str
    confidence: float | None
    scores: dict[str, float | None]
    penalties: dict[str, float | None] | None
    steps: Steps | None = None


class LayerMaps(BaseModel):
    """A layer's output: ``maps`` are [channel][row][column], or [unit]."""

    name: str
    type: str
    maps: Numbers


class Maps(Digit):
    """An answer and all that came before it; ``input`` is what the network took."""

    input: Numbers
    layers: list[LayerMaps]


class Claim(BaseModel):
    """What the paper of 1998 claims of LeNet-5, in its words and as a reach."""

    words: str
    low: float
    high: float


class Change(BaseModel):
    """A way to change a digit, from ``low`` to ``high``; ``still`` changes nothing."""

    name: str
    title: str
    still: float
    low: float
    high: float
    step: float
    claim: Claim | None


class Curve(Change):
    """The answer at each value, and the probability of the expected class."""

    values: list[float]
    answers: list[str]
    scores: list[float | None]


class Curves(BaseModel):
    """A network's answers along each change; ``expected`` is the class that they should be."""

    network: str
    expected: str
    changes: list[Curve]


class Shaken(Maps):
    """An answer to a changed digit; ``field`` is the 32x32 it was changed on."""

    field: Numbers


class Network(BaseModel):
    """A network that can be asked; ``penalties`` says whether its last layer gives them."""

    name: str
    source: Literal["shipped", "run"]
    kind: str
    classes: list[str]
    input_shape: list[int]
    parameters: int
    connections: int
    penalties: bool
    epochs: int | None
    result: dict[str, Any] | None


class Networks(BaseModel):
    """All networks that can be asked, and the one that answers when none is named."""

    default: str
    networks: list[Network]


class Layer(BaseModel):
    """A layer; its ``config`` has its arguments, a table of connections among them."""

    name: str
    type: str
    output_shape: list[int]
    parameters: int
    trainable: int
    connections: int
    config: dict[str, Any]


class WholeNetwork(Network):
    """A network and its layers."""

    layers: list[Layer]


class Weights(BaseModel):
    """A layer's parameters: ``kernel`` is [filter][channel][row][column] or [unit][input]."""

    name: str
    type: str
    config: dict[str, Any]
    weights: dict[str, Numbers]


class Step(BaseModel):
    """A picture on the way to a reading, as the base64 of a PNG; a large one is shrunk."""

    name: str
    png: str


class Readings(BaseModel):
    """What was read: the objects that ``lenet read --json`` prints; and its steps, if asked."""

    readings: list[dict[str, Any]]
    steps: list[Step] | None = None


class Strip(BaseModel):
    """What was swept: ``pixels`` is the base64 of its bytes, 0 paper to 255 ink.

    It shows the picture's columns ``from`` to ``to``.
    """

    model_config = ConfigDict(populate_by_name=True)

    start: float = Field(alias="from")
    to: float
    size: list[int]
    pixels: str


class Sweep(BaseModel):
    """A line swept once, in a picture of ``size``.

    ``probabilities`` are [place][class] of the ``classes``, the first of them blank; ``places`` are
    columns of the picture; ``path`` is the class at each place on the likeliest path.
    """

    size: list[int]
    classes: list[str]
    places: list[float]
    probabilities: Numbers
    path: list[int]
    strip: Strip | None
    reading: dict[str, Any]


class Tensor(BaseModel):
    """Name, shape and type of an array."""

    name: str
    datatype: str
    shape: list[int]


class Server(BaseModel):
    """What serves: the Open Inference Protocol's server metadata."""

    name: str
    version: str
    extensions: list[str]


class Live(BaseModel):
    """Whether the server is there."""

    live: bool


class Ready(BaseModel):
    """Whether requests are taken."""

    ready: bool


class ModelReady(Ready):
    """Whether a network can be asked."""

    name: str


class ModelMetadata(BaseModel):
    """What a network takes and gives."""

    name: str
    versions: list[str]
    platform: str
    inputs: list[Tensor]
    outputs: list[Tensor]


class InferenceInput(Tensor):
    """Digit images: UINT8 [n, 28, 28], 0 paper to 255 ink; ``data`` is flat or nested."""

    data: list[Any]


class RequestedOutput(BaseModel):
    """An output that is asked for, by its name."""

    name: str


class InferenceRequest(BaseModel):
    """What is asked of a network."""

    id: str | None = None
    inputs: Annotated[list[InferenceInput], Field(min_length=1, max_length=1)]
    outputs: list[RequestedOutput] | None = None


class InferenceOutput(Tensor):
    """An answer, flat, row after row."""

    data: list[float | None]


class InferenceResponse(BaseModel):
    """What a network answers."""

    model_name: str
    id: str | None = None
    outputs: list[InferenceOutput]


class Wish(BaseModel):
    """A training that is asked for; what is left out is as the network's recipe has it."""

    model_config = ConfigDict(extra="forbid")

    network: Literal["tutorial", "original", "modern"] = "tutorial"
    recipe: Literal["paper", "first-order", "mini-batch"] | None = None
    data: Literal["mnist", "fashion", "kmnist"] | None = None
    epochs: Annotated[int, Field(ge=1, le=1000)] | None = None
    batch_size: Annotated[int, Field(ge=1, le=10_000)] | None = None
    learning_rate: Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)] | None = None
    distort: bool | None = None
    seed: Annotated[int, Field(ge=0, le=2**31)] = 0


class GoOn(BaseModel):
    """Which run goes on, the last one unless it is named, and until which epoch."""

    model_config = ConfigDict(extra="forbid")

    run: str | None = None
    epochs: Annotated[int, Field(ge=1, le=1000)] | None = None


class TestDigit(BaseModel):
    """A test digit, by its number; ``pixels`` is the base64 of its 28x28 bytes."""

    index: int
    truth: str
    pixels: str


class TestDigits(BaseModel):
    """Test digits, of so many ``images``."""

    data: str
    images: int
    digits: list[TestDigit]


class Misread(TestDigit):
    """A test digit that was misread."""

    answer: str
    confidence: float | None


class Mistakes(BaseModel):
    """What a network misreads of its test set; ``confusion`` is [truth][answer]."""

    network: str
    data: str
    images: int
    errors: int
    classes: list[str]
    confusion: list[list[int]]
    misread: list[Misread]


State = Literal[
    "off", "idle", "preparing", "training", "stopping", "stopped", "saving", "finished", "failed"
]
"""Of a training; "off" on a service that is read-only."""


class Training(BaseModel):
    """The training that runs or ran last.

    ``history`` has a list a figure, a number an epoch. ``kernels`` are those of the first layer,
    [filter][channel][row][column]. ``misread`` are the surest of the ``errors`` test images that
    were misread after the last epoch. ``result`` is there when all has been written.
    """

    state: State
    sentence: str
    run: str | None
    network: str | None
    recipe: dict[str, Any] | None
    epoch: int
    epochs: int
    images: int
    of: int
    images_per_second: float
    figures: dict[str, float | None]
    history: dict[str, list[float | None]]
    kernels: Numbers
    errors: int | None
    misread: list[Misread]
    result: dict[str, Any] | None


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How an operation may refuse, for its description; all statuses unless some are named."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {"description": title(status), "content": content}
        for status in statuses or REFUSALS
    }
