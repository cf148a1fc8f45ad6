"""Reading reshape code that a person wrote."""
