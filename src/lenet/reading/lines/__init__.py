"""Ink -> what is to be read: lines of writing, or the boxes of a form.

Its files, in the order of the flow:

line        a line of writing as data
regions     which ink is in one cell of a table, or in one row of cells with a digit each
rows        digits that stand far apart in one row; brackets
page_lines  which ink belongs to one line, how high its digits are, the order to read in
fields      what is to be read of a page: its lines, or the boxes of a form
table_cells the cells of a page's tables, each with its row and column
"""
