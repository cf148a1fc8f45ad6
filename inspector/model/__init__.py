"""What the user's model is: sources, files read without torch, recurrent layers found in them."""
