"""How fast LSTMScope is, always beside the least that the machine allows and beside what people use instead."""
