"""How well handwriting is read: beside other readers, idea by idea, view by view."""
