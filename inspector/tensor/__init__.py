"""One captured tensor: its named axes, its explanation, and the part of it being looked at."""
