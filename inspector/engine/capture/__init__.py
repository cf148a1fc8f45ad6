"""Every recurrent call of a forward pass, however it is made."""
