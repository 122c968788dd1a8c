"""Connections, bodies, limits, guard, refusals."""
