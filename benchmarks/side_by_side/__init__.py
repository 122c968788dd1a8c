"""lenet and its peers in turn: prepare, then run; contenders says who, report makes the tables."""
