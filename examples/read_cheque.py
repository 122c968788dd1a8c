"""Read the amount on a cheque: what is written, how sure that is, and what else it could be.

    python examples/read_cheque.py docs/amount.png

The picture is a scan or a photograph of one amount, or of a page of them; PNG, JPEG, TIFF or PDF.
The reader accepts what it is sure enough of for one wrong reading in two hundred, and says why it
leaves the others to a person.
"""

import sys

import lenet

reader = lenet.Reader.load()
for reading in reader.read(sys.argv[1], grammar="amount", max_error=0.005):
    if reading.accepted:
        print(f"{reading.amount}, {reading.confidence:.1%} sure")
    else:
        print(f"a person should look at {tuple(reading.box)}: {reading.reason}")
    for digit in reading.digits:
        print(f"  {digit.digit} at {tuple(digit.box)}, {digit.confidence:.1%}")
    for other in reading.runners_up:
        print(f"  or {other.text}, {other.confidence:.1%}")
