"""Ruled lines, base lines and the borders of boxes: found in a mask and removed from it.

mask    uint8 [H, W], 1 ink
stroke  the width of the writing's strokes in pixels

A ruled line is long, straight, thin and unbroken. Writing that crosses it stays whole. Where
writing ends on it, the line is removed; where the line is a stroke of the writing too (a 0 that
stands in it), it stays. All of this is written for horizontal lines; vertical ones are found and
removed in the transposed mask.

Its files, in the order of the flow:

ruled_line  a line as data, and the pixels along it
candidates  how long, thin and straight ink must be to be looked at as a line
frames      which lines are the borders of a box or a table
finding     which candidates are ruled lines, and which are writing
removal     what is removed with a line, and what of the writing is kept
straight    everything straight, also broken, grey or slanted: what grids are made of
grid        a table, a row of boxes or a comb as data, and its cells
gaps        where its borders do not go on, between boxes that stand apart
grids       which straight strokes make a grid, and how it is erased
"""

from lenet.pictures.ink.ruling.finding import find_ruled_lines
from lenet.pictures.ink.ruling.grid import Grid
from lenet.pictures.ink.ruling.grids import find_grids, without_grids
from lenet.pictures.ink.ruling.removal import without_ruled_lines
from lenet.pictures.ink.ruling.ruled_line import RuledLine

__all__ = [
    "Grid",
    "RuledLine",
    "find_grids",
    "find_ruled_lines",
    "without_grids",
    "without_ruled_lines",
]
