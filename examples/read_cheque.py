"""Read the amount on a cheque: what is written, how sure that is, and what else it could be.

    python examples/read_cheque.py docs/amount.png

The picture is a scan or a photograph of one amount, or of a page of them; PNG, JPEG, TIFF or PDF.
At most one in two hundred of the accepted readings should be wrong; the others go to a person.
"""

import sys

import lenet

reader = lenet.Reader.load()
for reading in reader.read(sys.argv[1], grammar="amount", max_error=0.005):
    if not reading.accepted:
        print(f"a person should look at {reading.box}: {reading.reason}")
    print(f"{reading.text}, an amount of {reading.amount}, is {reading.confidence:.1%} sure")
    for digit in reading.digits:
        print(f"  {digit.digit} at {tuple(digit.box)}, {digit.confidence:.1%}")
    for other in reading.runners_up:
        print(f"  or {other.text}, {other.confidence:.1%}")
