"""The pictures between a picture and its reading."""
