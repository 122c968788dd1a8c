"""Ink -> what is to be read: lines of writing, or the boxes of a form.

Its files, in the order of the flow:

line        a line of writing as data
page_lines  which ink belongs to one line, how high its digits are, the order to read in
fields      what is to be read of a page: its lines, or the boxes of a form
"""
