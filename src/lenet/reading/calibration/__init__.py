"""How sure a reading is, and from which confidence on it is accepted."""
