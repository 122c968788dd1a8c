"""Makes what the documentation shows: its tables (publish) and its pictures (draw, draw_page).

Run from the repository's root: ``python -m docs.make.publish``.
"""
